using System.Threading.Channels;
using Governance.Data.Postgres;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>
/// What this node has to tell the others and need not be kept. In a flood the oldest is left out: what counts on a message counts less than
/// it might, never more.
/// </summary>
internal sealed class NodeMessages(NodeSignals? signals = null)
{
    private const int MaxWaiting = 1_000;

    private readonly Channel<NodeMessage> _waiting = Channel.CreateBounded<NodeMessage>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    /// <summary>Raised when something waits, on the thread that tells.</summary>
    public event EventHandler? Waiting;

    /// <summary>Tells the other nodes soon.</summary>
    public void Tell(string topic, string text)
    {
        if (signals is null)
        {
            return; // one node alone
        }

        _waiting.Writer.TryWrite(new NodeMessage(topic, text));
        Waiting?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Takes what waits, at most so many.</summary>
    public IReadOnlyList<NodeMessage> Take(int most)
    {
        var taken = new List<NodeMessage>();
        while (taken.Count < most && _waiting.Reader.TryRead(out var message))
        {
            taken.Add(message);
        }

        return taken;
    }
}
