namespace Governance.Analytics.Io;

/// <summary>
/// Collects a column of the reference whose type is decided at the end of the file. Tokens are kept once each; when there are more
/// distinct ones than a category may have, a column that so far holds only numbers (or only dates) is settled as that, because as a
/// category it would be refused anyway. A few other values among many numbers or dates are counted as invalid (<see
/// cref="MostlyNumbers"/>). A file that can be read again is settled much earlier, and read again when that was wrong.
/// </summary>
internal sealed class InferringBuilder(string name, int maxCategories, int settleAfter) : ColumnBuilder(name)
{
    private readonly Utf8Dictionary _dictionary = new();
    private readonly CategoryCodes _codes = new();
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
    private readonly NumberUnits _units = new();
    private int _dressedTokens;
    private int _percentTokens;
    private ColumnBuilder? _settled;
    private int _expected;
    private bool _early;

    public override long MemoryBytes =>
        _settled?.MemoryBytes ?? (_codes.MemoryBytes + (_numbers.LongLength * 21) + _dictionary.MemoryBytes);

    public override void Expect(int rows)
    {
        _expected = rows;
        if (_settled is null)
        {
            _codes.Expect(rows);
        }
        else
        {
            _settled.Expect(rows);
        }
    }

    public override void Append(ReadOnlySpan<byte> data, RowBatch batch, int column, int rows)
    {
        if (_settled is null)
        {
            base.Append(data, batch, column, rows);
            return;
        }
        _settled.Append(data, batch, column, rows);
        Rows = _settled.Rows;
    }

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        if (_settled is not null)
        {
            _settled.Append(token, line);
            Rows = _settled.Rows;
            return;
        }
        var code = -1;
        if (!token.IsEmpty)
        {
            code = _dictionary.GetOrAdd(token, out var added);
            if (added)
            {
                Classify(token, code, line);
            }
            _numberRows += _kinds[code] is TokenKind.Number ? 1 : 0;
            _otherRows += _kinds[code] is TokenKind.Other ? 1 : 0;
            _instantRows += _instants[code] ? 1 : 0;
        }
        _codes.Add(code);
        Rows++;
        if (_dictionary.Count > settleAfter)
        {
            Settle(line);
        }
    }

    public override Column Build()
    {
        if (_settled is NumericBuilder { IsMixed: true } && _early)
        {
            throw Misjudged(0);
        }
        if (_settled is not null)
        {
            var built = _settled.Build();
            var words = _settled is NumericBuilder numbers ? numbers.Words : ((DateTimeBuilder)_settled).Words;
            Remark = _settled.Remark;
            return MostlyNumbers.IsTolerable(words, built.Counts.Invalid, Rows - built.Counts.Missing)
                ? built
                : throw Misjudged(built.Counts.InvalidLines is [var first, ..] ? first : 0);
        }
        var others = _dictionary.Count - _missingTokens;
        if (others == 0)
        {
            return Replay(new CountingBuilder(Name, ColumnType.Unknown)).Build();
        }
        if (AreNumbers(others))
        {
            var numbers = Numeric();
            var column = numbers.Build();
            Remark = numbers.Remark;
            return column;
        }
        if (AreDates())
        {
            return Replay(new DateTimeBuilder(Name)).Build();
        }
        Remark = MixedNote();
        for (var row = 0; row < Rows; row++)
        {
            if (_codes[row] < 0)
            {
                Missing++;
            }
        }
        return CategoryBuilder.Build(Name, _codes, _dictionary, Counts);
    }

    private void Classify(ReadOnlySpan<byte> token, int code, long line)
    {
        var kind = NumberToken.Parse(token, out var value);
        if (kind == TokenKind.Number && DressedNumber.IsDressed(token))
        {
            kind = _units.Takes(token, value, Name, line) ? kind : TokenKind.Other;
            value = double.NaN;
            _dressedTokens += kind is TokenKind.Number ? 1 : 0;
            _percentTokens += kind is TokenKind.Number && _units.Unit == DressedNumber.Percent ? 1 : 0;
        }
        if (kind is TokenKind.Other && _numberTokens + _missingTokens == code)
        {
            // So far the column has numbers alone.
            Late.Check(Name, token, line);
        }
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

    private string? MixedNote()
    {
        var other = Array.IndexOf(_kinds, TokenKind.Other, 0, _dictionary.Count);
        return other < 0 ? null
            : MostlyNumbers.NoteUnit(Name, Others()) is { } unit ? unit
            : MostlyNumbers.Note(Name, _numberTokens, _numberRows, _otherRows, Shortened(_dictionary[other]), _lines[other]);
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

    private void Settle(long line)
    {
        var early = _dictionary.Count <= maxCategories;
        var others = _dictionary.Count - _missingTokens;
        if (AreNumbers(others))
        {
            _early = early;
            _settled = Numeric();
        }
        else if (AreDates())
        {
            _early = early;
            _settled = Replay(new DateTimeBuilder(Name));
        }
        else if (early)
        {
            return;
        }
        else
        {
            throw TabularErrors.TooManyCategories(Name, line, maxCategories);
        }
        _codes.Clear();
        _numbers = [];
        _lines = [];
        _kinds = [];
        _instants = [];
        _settled.Expect(_expected);
    }

    // Only the first line of a value is known: later ones are not named.
    private NumericBuilder Numeric()
    {
        var builder = new NumericBuilder(Name) { Late = Late };
        builder.Units.IsPlain = _units.IsPlain || _dressedTokens == 0;
        for (var row = 0; row < Rows; row++)
        {
            var code = _codes[row];
            if (code >= 0 && (double.IsNaN(_numbers[code]) || ExactRows.IsRounded(_numbers[code])))
            {
                builder.Append(_dictionary[code], _lines[code]);
            }
            else
            {
                builder.Append(code < 0 ? double.NaN : _numbers[code], code < 0 ? 0 : _lines[code]);
            }
        }
        return builder;
    }

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
        _units.IsPlain = true;
        var isPercent = new bool[_dictionary.Count];
        for (var code = 0; code < isPercent.Length; code++)
        {
            isPercent[code] =
                _kinds[code] is TokenKind.Number
                && double.IsNaN(_numbers[code])
                && DressedNumber.UnitOf(_dictionary[code]) == DressedNumber.Percent;
            if (isPercent[code])
            {
                _kinds[code] = TokenKind.Other;
                _numberTokens--;
                _dressedTokens--;
            }
        }
        for (var row = 0; row < Rows; row++)
        {
            if (_codes[row] is >= 0 and var code && isPercent[code])
            {
                _numberRows--;
                _otherRows++;
            }
        }
        _percentTokens = 0;
    }

    private bool AreDates() =>
        MostlyNumbers.AreDates(_instantTokens, _dictionary.Count - _missingTokens, _instantRows, _numberRows + _otherRows);

    // The beginning was misleading: as a category the column is read once more, where it can be.
    private Exception Misjudged(long line) => _early ? new ColumnTypeChanged() : TabularErrors.TooManyCategories(Name, line, maxCategories);

    private ColumnBuilder Replay(ColumnBuilder builder)
    {
        for (var row = 0; row < Rows; row++)
        {
            var code = _codes[row];
            builder.Append(code < 0 ? [] : _dictionary[code], code < 0 ? 0 : _lines[code]);
        }
        return builder;
    }
}
