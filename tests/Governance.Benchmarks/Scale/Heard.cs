using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.Benchmarks.Scale;

/// <summary>Hears what a portal asks of its database, while one page at a time is opened.</summary>
internal sealed class Heard : DbCommandInterceptor
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HeardStatement> _slowest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _thisTime = new(StringComparer.Ordinal);
    private int _statements;
    private long _rows;

    /// <summary>How often each statement was heard, and its shortest time: what remains when the machine is not in the way.</summary>
    public IReadOnlyCollection<HeardStatement> All => _slowest.Values;

    /// <summary>Begins to count again.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            (_statements, _rows) = (0, 0);
            _thisTime.Clear();
        }
    }

    /// <summary>How many statements were heard since.</summary>
    public int End()
    {
        lock (_gate)
        {
            return _statements;
        }
    }

    /// <summary>How many rows were read since.</summary>
    public long Rows()
    {
        lock (_gate)
        {
            return _rows;
        }
    }

    /// <summary>Statements heard since.</summary>
    public IReadOnlyList<HeardStatement> OfThisTime()
    {
        lock (_gate)
        {
            return [.. _thisTime.Select(t => _slowest[t])];
        }
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Hear(command, eventData.Duration);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        Hear(command, eventData.Duration);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult DataReaderDisposing(
        DbCommand command,
        DataReaderDisposingEventData eventData,
        InterceptionResult result
    )
    {
        lock (_gate)
        {
            _rows += eventData.ReadCount;
            if (_slowest.TryGetValue(command.CommandText, out var heard))
            {
                heard.Rows = eventData.ReadCount;
            }
        }

        return result;
    }

    private void Hear(DbCommand command, TimeSpan duration)
    {
        lock (_gate)
        {
            _statements++;
            _thisTime.Add(command.CommandText);
            if (!_slowest.TryGetValue(command.CommandText, out var heard))
            {
                _slowest[command.CommandText] = heard = new HeardStatement(
                    command.CommandText,
                    [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]
                );
            }

            heard.Heard(duration.TotalMilliseconds);
        }
    }
}
