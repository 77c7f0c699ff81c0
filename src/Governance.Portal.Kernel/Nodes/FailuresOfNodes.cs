using System.Text.Json;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>
/// Counts what failed on any node on every node, so that an address has its tries once and not once a node. A node that has just started,
/// or that a message does not reach, counts less than it might, never more.
/// </summary>
internal sealed class FailuresOfNodes : INodeTopic
{
    private readonly FailureCounter _failures;

    public FailuresOfNodes(FailureCounter failures, NodeMessages messages)
    {
        _failures = failures;
        failures.Counted += (_, failure) => messages.Tell(Name, JsonSerializer.Serialize(failure));
    }

    public string Name => "failure";

    public Task HearAsync(string text, CancellationToken ct)
    {
        try
        {
            if (JsonSerializer.Deserialize<Failure>(text) is { } failure)
            {
                _failures.Hear(failure);
            }
        }
        catch (JsonException)
        {
            // A node of another version says it in another way.
        }

        return Task.CompletedTask;
    }
}
