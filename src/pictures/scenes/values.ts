/** The blocks that compute on values. */
import { operations, statuses } from '../../blocks/tagged-alu/operations.js';
import type { Scenes } from './scene.js';

export const values: Scenes = {
  'tagged-alu': {
    block: {
      boxes: {
        'decode a': ['a_*'],
        'decode b': ['b_*'],
        'add, subtract, logic': ['arithmetic_*'],
        shift: ['shift_*'],
      },
      ports: { 'status, condition, deferred': ['status', 'condition', 'deferred'] },
      decides: [
        ['operation', 'add, subtract, logic'],
        ['operation', 'shift'],
        ['operation', 'status, condition, deferred'],
        ['add, subtract, logic', 'status, condition, deferred'],
        ['shift', 'status, condition, deferred'],
      ],
    },
  },
  'boxing-unit': {
    block: {
      boxes: {
        'tagged-alu': ['alu'],
        multiplier: ['multiplier_*'],
        divider: ['divider_*'],
        'simple answers': ['simple_*'],
        products: ['products_*'],
        quotients: ['quotients_*'],
        order: ['order_*'],
      },
      without: ['outstanding', 'busy'],
      decides: [['order', 'response']],
    },
    timing: {
      scenario: 'simple-after-deferred',
      start: { at: 'request' },
      cycles: 14,
      lanes: [
        {
          stream: 'request',
          fields: { operation: { names: operations }, a: 'hex', b: 'hex', tag: 'unsigned' },
        },
        { stream: 'response', fields: { value: 'hex', status: { names: statuses }, tag: 'unsigned' } },
      ],
    },
  },
};
