using Governance.Analytics.Io;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.Configuration;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>Some lines of a body.</summary>
/// <param name="Lines">The lines that hold something, each with its number from 1. They hold until the next run is read.</param>
internal sealed record LineRun(IReadOnlyList<(long Number, ReadOnlyMemory<byte> Bytes)> Lines);

/// <summary>Cuts a body, gzip or not, into runs of lines. Holds one run at a time.</summary>
internal sealed class LineReader(Stream body, LimitsOptions limits) : IAsyncDisposable
{
    private const int FirstBytes = 64 * 1024;
    private const int RunBytes = 1024 * 1024;
    private const int RunLines = 2_048;

    private Stream? _plain;
    private byte[] _data = [];
    private int _from; // what was not cut yet
    private int _filled;
    private long _line;
    private long _bytes;
    private bool _ended;
    private int _size = FirstBytes;

    /// <summary>The next run; null at the end.</summary>
    public async Task<Result<LineRun?>> NextAsync(CancellationToken ct)
    {
        try
        {
            _plain ??= await CompressedInput.OpenAsync(body, ct);
            while (!_ended || _from < _filled)
            {
                var cut = await CutAsync(_plain, ct);
                if (cut.Refusal is not null || cut.Value is { Lines.Count: > 0 })
                {
                    return cut;
                }
            }

            return Result<LineRun?>.Done(null);
        }
        catch (InvalidDataException)
        {
            return DecisionRefusals.Damaged(_line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_plain is not null)
        {
            await _plain.DisposeAsync();
        }
    }

    private async Task<Result<LineRun?>> CutAsync(Stream plain, CancellationToken ct)
    {
        var upTo = MakeRoom();
        while (!_ended && _filled < upTo)
        {
            var read = await plain.ReadAsync(_data.AsMemory(_filled, upTo - _filled), ct);
            _ended = read == 0;
            _filled += read;
            if ((_bytes += read) > limits.TableBytes)
            {
                return DecisionRefusals.TooManyBytes(_line + 1, limits.TableBytes);
            }
        }

        var lines = new List<(long, ReadOnlyMemory<byte>)>(RunLines);
        while (_from < _filled && lines.Count < RunLines)
        {
            var end = _data.AsSpan(_from, _filled - _from).IndexOf((byte)'\n');
            if (end < 0 && !_ended)
            {
                break;
            }

            var length = end < 0 ? _filled - _from : end;
            _line++;
            if (length > limits.LineBytes)
            {
                return DecisionRefusals.LineTooLong(_line, limits.LineBytes);
            }

            if (_data.AsSpan(_from, length).ContainsAnyExcept(" \t\r"u8))
            {
                lines.Add((_line, _data.AsMemory(_from, length)));
            }

            _from += end < 0 ? length : length + 1;
        }

        return _filled - _from > limits.LineBytes && !HasLine
            ? DecisionRefusals.LineTooLong(_line + 1, limits.LineBytes)
            : new LineRun(lines);
    }

    private bool HasLine => _data.AsSpan(_from, _filled - _from).Contains((byte)'\n');

    // Moves what was not cut to the front. Says up to where to fill: while whole lines are waiting, no further than a run, so that many
    // short lines do not pile up; else another piece, so that a long line comes to its end.
    private int MakeRoom()
    {
        var rest = _filled - _from;
        var upTo = HasLine ? Math.Max(rest, _size) : rest + _size;
        _size = Math.Min(_size * 2, RunBytes);
        var data = _data.Length >= upTo ? _data : new byte[upTo];
        Buffer.BlockCopy(_data, _from, data, 0, rest);
        (_data, _from, _filled) = (data, 0, rest);
        return upTo;
    }
}
