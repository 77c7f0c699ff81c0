using System.Buffers;
using Governance.Analytics.Sketches;

namespace Governance.Analytics.Io;

/// <summary>
/// Collects a column in bounded memory. Tokens are counted once each as long as there are few; then numbers go into a quantile sketch, and
/// texts into a sketch of frequent values. What does not fit a type that was settled early makes the file be read again.
/// </summary>
internal sealed class SketchBuilder(string name, ColumnType? type, int maxCategories, int settleAfter) : ColumnBuilder(name)
{
    private Utf8Dictionary _dictionary = new();
    private long[] _counts = [];
    private double[] _numbers = [];
    private long[] _lines = [];
    private int _numberTokens;
    private int _missingTokens;
    private int _instantTokens;
    private TokenKind[] _kinds = [];
    private bool[] _instants = [];
    private long _numberRows;
    private long _otherRows;
    private long _instantRows;
    private long _empty;
    private NumericSketch? _numeric;
    private FrequentValues? _frequent;
    private (long Earliest, long Latest)? _range;
    private bool _dates;
    private readonly NumberUnits _units = new();
    private readonly NumberUnits _firstUnits = new();
    private int _dressedTokens;
    private int _percentTokens;

    public override long MemoryBytes => _dictionary.MemoryBytes + (_counts.LongLength * 32) + (_numeric is null ? 0 : 4_000_000);

    protected override bool KeepsRows => false;

    public override void Append(ReadOnlySpan<byte> data, RowBatch batch, int column, int rows)
    {
        if (_numeric is null)
        {
            base.Append(data, batch, column, rows);
            return;
        }
        var (starts, lengths, columns) = (batch.Starts, batch.Lengths, batch.Columns);
        for (int row = 0, field = column; row < rows; row++, field += columns)
        {
            var token = data.Slice(starts[field], lengths[field]);
            if (NumberToken.TryParsePlain(token, out var value))
            {
                _numeric.Add(value);
                Rows++;
            }
            else
            {
                Append(token, batch.Lines[row]);
            }
        }
    }

    public override void Append(ColumnarValues values, long firstLine)
    {
        if (_numeric is null || !values.IsNumeric)
        {
            base.Append(values, firstLine);
            return;
        }
        var rented = ArrayPool<double>.Shared.Rent(values.Rows);
        values.CopyTo(rented);
        for (var row = 0; row < values.Rows; row++)
        {
            var value = rented[row];
            Rows++;
            if (ExactRows.IsRounded(value))
            {
                _numeric.AddWhole(value, values.WholeAt(row, value), 1);
            }
            else if (double.IsFinite(value))
            {
                _numeric.Add(value + 0.0);
            }
            else if (double.IsNaN(value))
            {
                Missing++;
            }
            else
            {
                NoteInfinite(firstLine);
            }
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        Rows++;
        if (_numeric is not null)
        {
            AddNumber(token, line);
        }
        else if (_dates)
        {
            AddInstant(token, line);
        }
        else if (token.IsEmpty)
        {
            _empty++;
        }
        else if (_frequent is not null)
        {
            _frequent.Add(System.Text.Encoding.UTF8.GetString(token));
        }
        else
        {
            Count(token, line);
        }
    }

    public override Column Build()
    {
        if (_numeric is null && !_dates && _frequent is null)
        {
            Settle();
        }
        if (_numeric is not null)
        {
            if (_units.IsMixed(Rows - Missing - Counts.Invalid - Counts.Infinite))
            {
                throw type is null && settleAfter < maxCategories ? new ColumnTypeChanged() : _units.Refusal(Name);
            }
            Remark = _units.Note;
            // Without a type from the reference, the beginning may have been misleading.
            return IsTolerable() ? _numeric.Build(Name, Rows, Counts, _units.Unit) : throw Misjudged(Counts.InvalidLines[0]);
        }
        if (_dates)
        {
            if (!IsTolerable())
            {
                throw Misjudged(Counts.InvalidLines[0]);
            }
            return new SketchColumn(Name, ColumnType.DateTime, Rows, Counts) { Range = _range };
        }
        if (_frequent is null)
        {
            return new CountedColumn(Name, ColumnType.Unknown, Rows, Counts);
        }
        Missing += _empty;
        _frequent.Cut();
        return new SketchColumn(Name, ColumnType.Categorical, Rows, Counts) { Frequent = _frequent };
    }

    private void Count(ReadOnlySpan<byte> token, long line)
    {
        var code = _dictionary.GetOrAdd(token, out var added);
        if (added)
        {
            var kind = NumberToken.Parse(token, out var value);
            if (kind == TokenKind.Number && DressedNumber.IsDressed(token))
            {
                kind = _firstUnits.Takes(token, value, Name, line) ? kind : TokenKind.Other;
                // It is looked at again where it is added, with each of its rows.
                value = double.NaN;
                _dressedTokens += kind is TokenKind.Number ? 1 : 0;
                _percentTokens += kind is TokenKind.Number && _firstUnits.Unit == DressedNumber.Percent ? 1 : 0;
            }
            if (kind is TokenKind.Other && _numberTokens + _missingTokens == code)
            {
                // So far the column has numbers alone.
                Late.Check(Name, token, line);
            }
            Push(ref _counts, code, 0);
            Push(ref _numbers, code, value);
            Push(ref _lines, code, line);
            Push(ref _kinds, code, kind);
            var isInstant = kind is TokenKind.Other && IsoInstant.TryParse(token, out _);
            Push(ref _instants, code, isInstant);
            if (kind == TokenKind.Number)
            {
                _numberTokens++;
            }
            else if (kind == TokenKind.Missing)
            {
                _missingTokens++;
            }
            else if (isInstant)
            {
                _instantTokens++;
            }
        }
        _counts[code]++;
        _numberRows += _kinds[code] is TokenKind.Number ? 1 : 0;
        _otherRows += _kinds[code] is TokenKind.Other ? 1 : 0;
        _instantRows += _instants[code] ? 1 : 0;
        if (!added || _dictionary.Count <= settleAfter)
        {
            return;
        }
        var others = _dictionary.Count - _missingTokens;
        if (type is ColumnType.Numeric or ColumnType.DateTime || AreNumbers(others) || AreDates() || _dictionary.Count > maxCategories)
        {
            Settle();
        }
    }

    private void Settle()
    {
        var others = _dictionary.Count - _missingTokens;
        var kind =
            type
            ?? (
                others == 0 ? ColumnType.Unknown
                : AreNumbers(others) ? ColumnType.Numeric
                : AreDates() ? ColumnType.DateTime
                : ColumnType.Categorical
            );
        if (kind is ColumnType.Numeric)
        {
            _numeric = new NumericSketch();
            _units.IsPlain |= type is null && _dressedTokens == 0;
        }
        else if (kind is ColumnType.DateTime)
        {
            _dates = true;
        }
        else if (kind is ColumnType.Categorical)
        {
            _frequent = new FrequentValues(maxCategories);
        }
        if (kind is not ColumnType.Categorical)
        {
            Missing += _empty;
        }
        else if (type is null && Array.IndexOf(_kinds, TokenKind.Other, 0, _dictionary.Count) is var other and >= 0)
        {
            Remark =
                MostlyNumbers.NoteUnit(Name, Others())
                ?? MostlyNumbers.Note(Name, _numberTokens, _numberRows, _otherRows, Shortened(_dictionary[other]), _lines[other]);
        }
        for (var code = 0; code < _dictionary.Count; code++)
        {
            Replay(kind, _dictionary[code], code);
        }
        _dictionary = new Utf8Dictionary();
        (_counts, _numbers, _lines, _kinds, _instants) = ([], [], [], [], []);
    }

    private IEnumerable<string> Others()
    {
        for (var code = 0; code < _dictionary.Count; code++)
        {
            if (_kinds[code] is not TokenKind.Missing)
            {
                yield return System.Text.Encoding.UTF8.GetString(_dictionary[code]);
            }
        }
    }

    private void Replay(ColumnType kind, ReadOnlySpan<byte> token, int code)
    {
        var times = _counts[code];
        switch (kind)
        {
            case ColumnType.Numeric when ExactRows.IsRounded(_numbers[code]):
                _numeric!.AddWhole(_numbers[code], ExactRows.WholeOf(token, _numbers[code]), times);
                break;
            case ColumnType.Numeric when double.IsFinite(_numbers[code]):
                _numeric!.Add(_numbers[code], times);
                break;
            case ColumnType.Numeric:
                for (long i = 0; i < times; i++)
                {
                    AddNumber(token, _lines[code]);
                }
                break;
            case ColumnType.DateTime:
                for (long i = 0; i < times; i++)
                {
                    AddInstant(token, _lines[code]);
                }
                break;
            case ColumnType.Categorical:
                _frequent!.Add(System.Text.Encoding.UTF8.GetString(token), times);
                break;
            default:
                Missing += times;
                break;
        }
    }

    private void AddNumber(ReadOnlySpan<byte> token, long line)
    {
        var kind = NumberToken.Parse(token, out var value);
        if (kind == TokenKind.Number && !_units.Takes(token, value, Name, line))
        {
            kind = TokenKind.Other;
        }
        if (kind == TokenKind.Missing)
        {
            Missing++;
        }
        else if (kind == TokenKind.Other)
        {
            Late.Check(Name, token, line);
            NoteInvalid(token, line);
        }
        else if (double.IsInfinity(value))
        {
            NoteInfinite(line);
        }
        else if (ExactRows.IsRounded(value))
        {
            _numeric!.AddWhole(value, ExactRows.WholeOf(token, value), 1);
        }
        else
        {
            _numeric!.Add(value);
        }
    }

    private void AddInstant(ReadOnlySpan<byte> token, long line)
    {
        if (NumberToken.IsMissing(token))
        {
            Missing++;
        }
        else if (IsoInstant.TryParse(token, out var ticks))
        {
            _range = _range is { } range ? (Math.Min(range.Earliest, ticks), Math.Max(range.Latest, ticks)) : (ticks, ticks);
        }
        else
        {
            NoteInvalid(token, line);
        }
    }

    // With a type from the reference a value without it is counted, however many there are.
    private bool IsTolerable() => type is not null || MostlyNumbers.IsTolerable(InvalidWords, Counts.Invalid, Rows - Missing);

    private Exception Misjudged(long line) =>
        settleAfter < maxCategories ? new ColumnTypeChanged() : TabularErrors.TooManyCategories(Name, line, maxCategories);

    // A few values such as 10% and 20%, or 1- and 2-, are categories.
    private bool AreNumbers(int others) =>
        MostlyNumbers.AreNumbers(
            others,
            () => new(_numberTokens, _dressedTokens, _percentTokens, _numberRows, _otherRows),
            LeavePercentOut
        );

    // 12.5% among numbers without a sign: these may be shares or percentages.
    private void LeavePercentOut()
    {
        (_units.IsPlain, _firstUnits.IsPlain) = (true, true);
        for (var code = 0; code < _dictionary.Count; code++)
        {
            if (
                _kinds[code] is TokenKind.Number
                && double.IsNaN(_numbers[code])
                && DressedNumber.UnitOf(_dictionary[code]) == DressedNumber.Percent
            )
            {
                _kinds[code] = TokenKind.Other;
                _numberTokens--;
                _dressedTokens--;
                _numberRows -= _counts[code];
                _otherRows += _counts[code];
            }
        }
        _percentTokens = 0;
    }

    private bool AreDates() =>
        MostlyNumbers.AreDates(_instantTokens, _dictionary.Count - _missingTokens, _instantRows, _numberRows + _otherRows);
}
