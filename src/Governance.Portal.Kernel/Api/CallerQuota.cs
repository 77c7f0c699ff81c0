using Governance.Domain;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Api;

/// <summary>
/// What each person or key has sent today (UTC) to be stored. Kept by this process alone: a restart begins at zero, and so does each node.
/// It bounds how fast one caller can fill the disk; that the disk is not filled is the reserve's doing.
/// </summary>
public sealed class CallerQuota(IOptions<LimitsOptions> limits, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
    private DateOnly _day;

    /// <summary>Refuses when this much more is above the day's limit.</summary>
    /// <param name="caller">The caller, as the log writes it.</param>
    /// <param name="more">Bytes to come.</param>
    public Refusal? Refuses(string caller, long more)
    {
        var most = limits.Value.CallerBytesPerDay;
        if (most == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        lock (_gate)
        {
            Begin(now);
            return _sent.GetValueOrDefault(caller) + Math.Max(more, 1) > most
                ? StorageRefusals.TooMuchToday(most, now.Date.AddDays(1) - now)
                : null;
        }
    }

    /// <summary>Counts bytes that came.</summary>
    /// <param name="caller">The caller, as the log writes it.</param>
    /// <param name="bytes">How many.</param>
    /// <returns>Why no more are taken, or null.</returns>
    public Refusal? Add(string caller, long bytes)
    {
        var most = limits.Value.CallerBytesPerDay;
        var now = clock.GetUtcNow().UtcDateTime;
        lock (_gate)
        {
            Begin(now);
            var sent = _sent[caller] = _sent.GetValueOrDefault(caller) + bytes;
            return most > 0 && sent > most ? StorageRefusals.TooMuchToday(most, now.Date.AddDays(1) - now) : null;
        }
    }

    private void Begin(DateTime now)
    {
        var day = DateOnly.FromDateTime(now);
        if (day != _day)
        {
            _day = day;
            _sent.Clear();
        }
    }
}

/// <summary>A body whose bytes are counted; reading ends with the refusal once they are too many.</summary>
internal sealed class CountedBody(Stream inner, Func<long, Refusal?> count) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return count(read) is { } refusal ? throw new RefusedException(refusal) : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Bodies can only be read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Ends the reading of a body where no value can be answered; said to the caller as the refusal it carries.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
