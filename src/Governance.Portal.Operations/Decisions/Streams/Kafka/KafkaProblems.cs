using Confluent.Kafka;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// What librdkafka tells about its connections, from threads of its own. It tries again for ever by itself; who waits for an answer learns
/// from here that there will be none.
/// </summary>
internal sealed class KafkaProblems(StreamSource source)
{
    private readonly Lock _gate = new();
    private Error? _last;
    private TaskCompletionSource _hopeless = New();

    /// <summary>What was told last, since it was last forgotten; null when nothing.</summary>
    public Error? Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Takes what the library tells.</summary>
    public void Tell(Error problem)
    {
        lock (_gate)
        {
            // That all brokers are away says less than why one was.
            if (problem.Code is not ErrorCode.Local_AllBrokersDown || _last is null)
            {
                _last = problem;
            }

            if (problem.IsFatal || problem.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication)
            {
                _hopeless.TrySetResult();
            }
        }
    }

    /// <summary>Forgets what was told, and ends when no broker can be read.</summary>
    public Task Watch()
    {
        lock (_gate)
        {
            (_last, _hopeless) = (null, New());
            return _hopeless.Task;
        }
    }

    /// <summary>Words for an answer that did not come.</summary>
    /// <param name="error">What the library says about the question itself.</param>
    /// <param name="what">What was asked, in a word or two.</param>
    public StreamException Of(Error? error, string what)
    {
        if (error is { IsBrokerError: true })
        {
            return KafkaErrors.Refused(error.Code, what);
        }

        var last = Last;
        return (last ?? error) is { } known && KafkaErrors.Credentials(known) is { } refused ? refused
            : error is null or { Code: ErrorCode.Local_TimedOut } && last is null
                ? new StreamException($"Kafka did not answer the request for {what} within {KafkaSettings.Longest.TotalSeconds} seconds.")
            : new StreamException($"No broker at {source.Address} can be read ({what}): {(last ?? error)!.Reason}");
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
