namespace Governance.Portal.Kernel.AuditLog;

/// <summary>The outcome of a verification of the whole log.</summary>
/// <param name="Size">Entries verified.</param>
/// <param name="At">When it ended.</param>
/// <param name="FirstBad">The first entry that something is wrong with; null when all is well, or when it concerns no entry.</param>
/// <param name="Sentence">What is wrong, in words; null when all is well.</param>
/// <param name="Findings">How many things are wrong.</param>
public sealed record LogCheckResult(long Size, DateTimeOffset At, long? FirstBad, string? Sentence, int Findings)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }
}

/// <summary>
/// What this process knows of the log's health: the last verification, one that is running, and why the signer refuses to sign.
/// </summary>
public sealed class LogHealth(TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private volatile LogCheckResult? _last;
    private volatile LogCheckResult? _lastWhole;
    private volatile string? _alarm;
    private volatile string? _tail;
    private volatile string? _records;
    private readonly Lock _order = new();
    private long _progress = -1;
    private long _begun;
    private long _held;

    /// <summary>Raised on any thread when a verification has ended, or the signer says something else than before.</summary>
    public event EventHandler? Changed;

    /// <summary>The verification of the whole log that began last, of those that have ended; null before the first.</summary>
    public LogCheckResult? Last => _last;

    /// <summary>The last verification that found nothing, since this process began; null before the first.</summary>
    public LogCheckResult? LastWhole => _lastWhole;

    /// <summary>Since when this process knows that the log is damaged; null while it is not.</summary>
    public DateTimeOffset? DamagedSince { get; private set; }

    /// <summary>Entries verified so far by the verification that is running; null when none is.</summary>
    public long? Progress
    {
        get => Interlocked.Read(ref _progress) is >= 0 and var value ? value : null;
        set => Interlocked.Exchange(ref _progress, value ?? -1);
    }

    /// <summary>Why no checkpoint is signed, in a sentence; null while checkpoints are signed.</summary>
    public string? Alarm => _alarm;

    /// <summary>Why the key that signs checkpoints does not answer, in a sentence; null while it does. The log itself is whole.</summary>
    public string? KeyAway { get; set; }

    /// <summary>Why no checkpoint is signed, whether the log is damaged or its key is away; null while checkpoints are signed.</summary>
    public string? Unsigned => _alarm ?? KeyAway;

    /// <summary>What is wrong with the log, in a sentence; null while nothing is known to be.</summary>
    public string? Sentence => Found ?? _tail;

    /// <summary>What the signer or a verification of the whole log has found; null while they have found nothing.</summary>
    public string? Found => _alarm ?? _last?.Sentence;

    /// <summary>What the last look at the end of the log has found; null when it found nothing, or no one has looked.</summary>
    public string? Tail
    {
        get => _tail;
        set
        {
            lock (_order)
            {
                var before = _tail;
                _tail = value;
                if (before == value)
                {
                    return;
                }

                Date();
            }

            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>
    /// What is wrong with a stored record, in a sentence: it is not what the log states. Null while nothing is known to be.
    /// </summary>
    public string? Records
    {
        get => _records;
        set
        {
            var before = _records;
            _records = value;
            if (before != value)
            {
                Changed?.Invoke(this, EventArgs.Empty);
            }
        }
    }

    /// <summary>A verification of the whole log begins.</summary>
    /// <returns>Its turn, for <see cref="End"/>.</returns>
    public long Begin()
    {
        Progress = 0;
        return Interlocked.Increment(ref _begun);
    }

    /// <summary>
    /// A verification has ended. One that ends after another that began later says nothing any more: it may have read what was changed
    /// since.
    /// </summary>
    /// <param name="turn">What <see cref="Begin"/> gave it.</param>
    /// <param name="result">Its outcome.</param>
    public void End(long turn, LogCheckResult result)
    {
        lock (_order)
        {
            if (turn < _held)
            {
                return;
            }

            (_held, _last) = (turn, result);
            _lastWhole = result.Sentence is null ? result : _lastWhole;
            Date();
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Raises or clears the alarm of the signer.</summary>
    /// <returns>True when it says something else than before.</returns>
    public bool Raise(string? sentence)
    {
        lock (_order)
        {
            var before = _alarm;
            _alarm = sentence;
            if (before == sentence)
            {
                return false;
            }

            Date();
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return true;
    }

    private void Date() => DamagedSince = Sentence is null ? null : DamagedSince ?? _clock.GetUtcNow();
}
