import { Allowances } from '../exposure/allowances.js';
import { ARENA } from '../memory/arena.js';
import { LEVEL_LAYOUT, NODE_LAYOUT, SIDE_LAYOUT } from './book-layout.js';

const { lines, lineDoubles, nodes } = ARENA;
const {
  LEVEL_COUNT,
  LEVEL_FIRST,
  LEVEL_IS,
  LEVEL_LAST,
  LEVEL_MARKET,
  LEVEL_PRICE,
  LEVEL_RANK,
  LEVEL_RUNNER,
} = LEVEL_LAYOUT;
const { LEVEL_SIDE, LEVEL_TOTAL_F64, LEVEL_WAITS } = LEVEL_LAYOUT;
const { NODE_BITS, NODE_CHILDREN, NODE_SLOT_BITS, NODE_SLOT_MASK } = NODE_LAYOUT;
const {
  NO_RANK,
  ROOT_SHIFT_MASK,
  SIDE_BEST_LEVEL,
  SIDE_BEST_RANK,
  SIDE_SHIFT,
  SIDE_MARKET,
  SIDE_ROOT,
  SIDE_SHAPE,
  SIDE_RUNNER,
} = SIDE_LAYOUT;

/**
 * The levels of all sides of all books, found by rank. A side's tree has 32 slots a node and as many storeys as its
 * ladder needs: two for the 350 prices of CLASSIC, four for a million. Only what is in use exists: a node is there
 * exactly while something rests below it, so empty prices cost neither time nor memory. The bits of a node say
 * which slots are in use, and the highest one is found with `Math.clz32`.
 */
export class PriceTree extends Allowances {
  /** The level at this rank of the side; an empty one is made, and must get an order, if it was not there. */
  protected obtainLevel(side: number, rank: number, price: number): number {
    let node = lines[side + SIDE_ROOT]!;
    for (let shift = lines[side + SIDE_SHAPE]! & ROOT_SHIFT_MASK; shift >= 0; shift -= NODE_SLOT_BITS) {
      node = nodes[node + NODE_CHILDREN + ((rank >> shift) & NODE_SLOT_MASK)]!;
      if (node === 0) return this.#makeWay(side, rank, price);
    }
    return node;
  }

  /** Takes an empty level out of the tree, and the nodes that only led to it; the side gets its next best level. */
  protected removeLevel(level: number): void {
    const rank = lines[level + LEVEL_RANK]!;
    const side = lines[level + LEVEL_SIDE]!;
    this.#cut(side, rank);
    this.lines.release(level);
    if (lines[side + SIDE_BEST_LEVEL] === level) this.#setBest(side, this.levelBelow(side, rank));
  }

  /** The best level of a lower rank, or 0. */
  levelBelow(side: number, rank: number): number {
    let node = lines[side + SIDE_ROOT]!;
    let from = 0;
    let fromShift = 0;
    let fromBits = 0;
    // Remember the lowest node on the way to the rank that has anything in a lower slot ...
    for (
      let shift = lines[side + SIDE_SHAPE]! & ROOT_SHIFT_MASK;
      shift >= 0 && node !== 0;
      shift -= NODE_SLOT_BITS
    ) {
      const slot = (rank >> shift) & NODE_SLOT_MASK;
      const lower = nodes[node + NODE_BITS]! & ((1 << slot) - 1);
      if (lower !== 0) {
        from = node;
        fromShift = shift;
        fromBits = lower;
      }
      node = nodes[node + NODE_CHILDREN + slot]!;
    }
    if (fromBits === 0) return 0;
    // ... and go down from there, always by the highest slot.
    node = nodes[from + NODE_CHILDREN + NODE_SLOT_MASK - Math.clz32(fromBits)]!;
    for (let shift = fromShift; shift > 0; shift -= NODE_SLOT_BITS) {
      node = nodes[node + NODE_CHILDREN + NODE_SLOT_MASK - Math.clz32(nodes[node + NODE_BITS]!)]!;
    }
    return node;
  }

  /** Makes the level and the nodes that lead to it. */
  #makeWay(side: number, rank: number, price: number): number {
    let node = lines[side + SIDE_ROOT]!;
    for (let shift = lines[side + SIDE_SHAPE]! & ROOT_SHIFT_MASK; shift > 0; shift -= NODE_SLOT_BITS) {
      const slot = (rank >> shift) & NODE_SLOT_MASK;
      const child = nodes[node + NODE_CHILDREN + slot]!;
      node = child === 0 ? this.#putInto(node, slot, this.createNode()) : child;
    }
    const level = this.createLevel(side, rank, price);
    this.#putInto(node, rank & NODE_SLOT_MASK, level);
    if (rank > lines[side + SIDE_BEST_RANK]!) this.#setBest(side, level);
    return level;
  }

  /** A level without orders, of no tree yet. */
  protected createLevel(side: number, rank: number, price: number): number {
    const level = this.lines.take();
    lines[level + LEVEL_FIRST] = 0;
    lines[level + LEVEL_LAST] = 0;
    lines[level + LEVEL_COUNT] = 0;
    lines[level + LEVEL_SIDE] = side;
    lines[level + LEVEL_RANK] = rank;
    lines[level + LEVEL_PRICE] = price;
    lines[level + LEVEL_MARKET] = lines[side + SIDE_MARKET]!;
    lines[level + LEVEL_RUNNER] = lines[side + SIDE_RUNNER]!;
    lines[level + LEVEL_IS] = (side >> SIDE_SHIFT) & 1;
    lines[level + LEVEL_WAITS] = 0;
    lineDoubles[(level >> 1) + LEVEL_TOTAL_F64] = 0;
    return level;
  }

  /** A node with nothing below it. */
  protected createNode(): number {
    const node = this.nodes.take();
    nodes[node + NODE_BITS] = 0;
    return node;
  }

  #putInto(node: number, slot: number, child: number): number {
    nodes[node + NODE_BITS]! |= 1 << slot;
    nodes[node + NODE_CHILDREN + slot] = child;
    return child;
  }

  /** Clears the slot that leads to the rank, in the lowest node that also leads elsewhere; nodes below it go. */
  #cut(side: number, rank: number): void {
    let cutNode = lines[side + SIDE_ROOT]!;
    let cutShift = lines[side + SIDE_SHAPE]! & ROOT_SHIFT_MASK;
    let node = cutNode;
    for (let shift = cutShift; shift > 0; shift -= NODE_SLOT_BITS) {
      node = nodes[node + NODE_CHILDREN + ((rank >> shift) & NODE_SLOT_MASK)]!;
      const bits = nodes[node + NODE_BITS]!;
      if ((bits & (bits - 1)) !== 0) {
        cutNode = node;
        cutShift = shift - NODE_SLOT_BITS;
      }
    }
    const slot = (rank >> cutShift) & NODE_SLOT_MASK;
    node = nodes[cutNode + NODE_CHILDREN + slot]!;
    nodes[cutNode + NODE_BITS]! &= ~(1 << slot);
    nodes[cutNode + NODE_CHILDREN + slot] = 0;
    for (let shift = cutShift - NODE_SLOT_BITS; shift >= 0; shift -= NODE_SLOT_BITS) {
      const at = node + NODE_CHILDREN + ((rank >> shift) & NODE_SLOT_MASK);
      const child = nodes[at]!;
      nodes[at] = 0;
      this.nodes.release(node);
      node = child;
    }
  }

  #setBest(side: number, level: number): void {
    lines[side + SIDE_BEST_LEVEL] = level;
    lines[side + SIDE_BEST_RANK] = level === 0 ? NO_RANK : lines[level + LEVEL_RANK]!;
  }
}
