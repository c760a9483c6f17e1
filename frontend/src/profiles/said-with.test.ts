import { describe, expect, it } from 'vitest';
import { saidWith } from './said-with';

const said = (edit_id: string, value: unknown) => ({ edit_id, answer: { value } });
const fields = {
  boundary: [said('ana', 'A'), said('jun', 'B')],
  boundary_method: [said('ana', 'corners_tapped'), said('jun', 'walked_gps')],
};

describe('how a boundary was made is chosen with the boundary', () => {
  it('as those say who drew the chosen one', () => {
    expect(saidWith(fields, 'boundary', said('jun', 'B'), ['ana', 'jun'])).toEqual({
      boundary_method: { value: 'walked_gps' },
    });
  });
  it('but nothing is chosen that somebody said apart from the boundaries, or unseen', () => {
    const more = { ...fields, boundary_method: [...fields.boundary_method, said('luz', 'traced')] };
    expect(saidWith(more, 'boundary', said('jun', 'B'), ['ana', 'jun'])).toEqual({});
    expect(saidWith(fields, 'boundary', said('jun', 'B'), ['jun'])).toEqual({});
  });
  it('nor where those who drew the same say different things, where all agree, or where nothing was said', () => {
    const same = { ...fields, boundary: [said('ana', 'B'), said('jun', 'B')] };
    expect(saidWith(same, 'boundary', said('jun', 'B'), ['ana', 'jun'])).toEqual({});
    const agreed = { ...fields, boundary_method: [said('ana', 'traced'), said('jun', 'traced')] };
    expect(saidWith(agreed, 'boundary', said('jun', 'B'), ['ana', 'jun'])).toEqual({});
    const without = { ...fields, boundary_method: [said('ana', 'traced')] };
    expect(saidWith(without, 'boundary', said('jun', 'B'), ['ana', 'jun'])).toEqual({});
  });
  it('and no other question has such a companion', () => {
    expect(saidWith(fields, 'boundary_method', said('jun', 'walked_gps'), ['ana', 'jun'])).toEqual({});
  });
});
