using Governance.Data;
using Governance.Data.Postgres;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>Lets the pages of every node hear what is announced on one and has no entry in the log: inboxes, progress.</summary>
internal sealed class AnnouncedByNodes : INodeTopic
{
    private readonly ChangeFeed _feed;

    public AnnouncedByNodes(ChangeFeed feed, NodeMessages messages)
    {
        _feed = feed;
        feed.Announced += (_, changes) =>
        {
            foreach (var text in LogNews.TextsOf(changes))
            {
                messages.Tell(Name, text);
            }
        };
    }

    public string Name => "change";

    public Task HearAsync(string text, CancellationToken ct)
    {
        if (LogNews.ChangesOf(text) is { } changes)
        {
            _feed.Publish(changes);
        }

        return Task.CompletedTask;
    }
}
