using Governance.Domain;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>Stores what messages of one kind of content hold.</summary>
internal interface IMessageStore
{
    /// <summary>The content.</summary>
    StreamContent Content { get; }

    /// <summary>What a stream waits for before anything of it is received; null when nothing.</summary>
    Task<Refusal?> WaitsForAsync(StreamSource source, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    /// <summary>Stores what can be stored. What was stored before is counted as repeated.</summary>
    /// <exception cref="StreamHeldUpException">The portal cannot store anything now.</exception>
    Task<StoredMessages> RunAsync(StreamSource source, IReadOnlyList<StreamMessage> messages, CancellationToken ct);

    /// <summary>A round ended: everything that was received is confirmed.</summary>
    Task EndRoundAsync(StreamSource source, IStreamConsumer consumer, CancellationToken ct) => Task.CompletedTask;
}
