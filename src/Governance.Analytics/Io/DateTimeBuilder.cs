using System.Text;

namespace Governance.Analytics.Io;

/// <summary>A column whose type is known to be a date or date-time.</summary>
internal sealed class DateTimeBuilder(string name) : ColumnBuilder(name)
{
    private long[] _ticks = [];

    public Action<long>? OnInvalid { get; init; }

    public override long MemoryBytes => (_ticks.LongLength * sizeof(long)) + (Exact?.MemoryBytes ?? 0);

    /// <summary>Distinct values that are neither dates nor missing, as far as they are told apart.</summary>
    public int Words => InvalidWords;

    public override void Expect(int rows) => MakeRoom(ref _ticks, rows);

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        var ticks = DateTimeColumn.NoTicks;
        if (NumberToken.IsMissing(token))
        {
            Missing++;
        }
        else if (!IsoInstant.TryParse(token, out ticks))
        {
            OnInvalid?.Invoke(line);
            NoteInvalid(token, line);
        }
        Push(ref _ticks, Rows, ticks);
        Rows++;
    }

    public override void Append(ColumnarValues values, long firstLine)
    {
        if (!values.IsInstant)
        {
            base.Append(values, firstLine);
            return;
        }
        for (var row = 0; row < values.Rows; row++)
        {
            var ticks = values.TicksOf(row);
            if (ticks == ColumnarValues.InvalidTicks)
            {
                ticks = DateTimeColumn.NoTicks;
                OnInvalid?.Invoke(firstLine + row);
                NoteInvalid(Encoding.UTF8.GetBytes(values.OutsideText(row)), firstLine + row);
            }
            else if (ticks == DateTimeColumn.NoTicks)
            {
                Missing++;
            }
            Push(ref _ticks, Rows, ticks);
            Rows++;
        }
    }

    public override Column Build() => new DateTimeColumn(Name, _ticks, Rows, Counts) { Exact = Exact };
}
