using Governance.Domain;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>A message as a broker hands it over.</summary>
/// <param name="Position">
/// Where it stands in its stream: the sequence of JetStream, <c>partition:offset</c> of Kafka. The same whenever it is read.
/// </param>
/// <param name="Body">What it holds.</param>
internal sealed record StreamMessage(string Position, ReadOnlyMemory<byte> Body);

/// <summary>A message that can be no decision, or no row.</summary>
/// <param name="Message">The message.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Field">Member that is wrong, where it is one that every decision may have; else empty.</param>
/// <param name="Reason">What is wrong, for those who may read the message itself.</param>
internal sealed record RejectedMessage(StreamMessage Message, string Code, string Field, string Reason);

/// <summary>What became of a batch.</summary>
/// <param name="Stored">Messages whose decision or rows were stored.</param>
/// <param name="Repeated">Messages that were stored before.</param>
/// <param name="Rejected">Messages that can be no decision, or no row.</param>
internal sealed record StoredMessages(int Stored, int Repeated, IReadOnlyList<RejectedMessage> Rejected);

/// <summary>A broker that cannot be read, with words for the server's log; they hold nothing of a message.</summary>
internal sealed class StreamException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The portal itself cannot store now: the messages wait at the broker.</summary>
internal sealed class StreamHeldUpException(Refusal refusal) : Exception($"Nothing can be stored now: {refusal.Code}.")
{
    /// <summary>Why.</summary>
    public Refusal Refusal => refusal;
}
