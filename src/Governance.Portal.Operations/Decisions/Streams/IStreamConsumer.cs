namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>
/// An open stream. What was received and not confirmed comes again, here or on another node: a broker delivers at least once, and the ids
/// of decisions make that once. Used by one caller at a time.
/// </summary>
internal interface IStreamConsumer : IAsyncDisposable
{
    /// <summary>Receives what comes next, at most as many messages as the source allows.</summary>
    /// <returns>Nothing when nothing came within about a second.</returns>
    /// <exception cref="StreamException">The broker cannot be read.</exception>
    Task<IReadOnlyList<StreamMessage>> ReceiveAsync(CancellationToken ct);

    /// <summary>Puts messages aside at the broker. Returns once it has confirmed that it keeps them.</summary>
    Task RejectAsync(IReadOnlyList<RejectedMessage> rejected, CancellationToken ct);

    /// <summary>Confirms everything that was received: it does not come again.</summary>
    Task ConfirmAsync(CancellationToken ct);

    /// <summary>How many messages the broker holds that are not confirmed.</summary>
    Task<long> LagAsync(CancellationToken ct);

    /// <summary>Up to when everything that was sent to the broker is confirmed; null while that is not known.</summary>
    /// <param name="now">An instant before the question, which is the answer when nothing waits.</param>
    /// <param name="ct">Cancels.</param>
    Task<DateTimeOffset?> WholeUntilAsync(DateTimeOffset now, CancellationToken ct);
}

/// <summary>Opens streams of one kind of broker.</summary>
internal interface IStreamBroker
{
    /// <summary>The kind.</summary>
    StreamKind Kind { get; }

    /// <summary>Opens a stream where reading ended; at its beginning when it was never read.</summary>
    Task<IStreamConsumer> OpenAsync(StreamSource source, CancellationToken ct);
}
