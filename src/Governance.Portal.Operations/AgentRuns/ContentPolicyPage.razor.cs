using Governance.Domain;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>What happens to the content of an agent's steps.</summary>
public sealed partial class ContentPolicyPage(ChangeContentPolicy policies)
{
    private ContentPolicyView? _policy;
    private Sentence? _missing;
    private string _handling = "";
    private int? _days;
    private Refusal? _refusal;
    private bool _busy;

    /// <summary>The agent.</summary>
    [Parameter]
    public string Agent { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Agent];

    private Crumb[] Trail => [new("Agents", "/agents"), Crumb.Named(Agent, ModelAddresses.Model(Agent)), new("Runs", RunsPage.Of(Agent))];

    /// <summary>Where the policy of an agent is.</summary>
    public static string Of(string agent) => $"/agents/{Uri.EscapeDataString(agent)}/content";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await policies.GetAsync(Agent, Gone);
        (_policy, _missing) = (found.IsDone ? found.Value : null, found.Refusal?.Words);
        if (_policy is { } policy)
        {
            (_handling, _days) = (WireName.Of(policy.Handling), policy.RetentionDays);
        }
    }

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var outcome = await policies.RunAsync(Actor, Agent, _handling, _days, CancellationToken.None);
            _refusal = outcome.Refusal;
            if (outcome.IsDone)
            {
                Toasts.Show($"Content policy of {Agent} changed.");
                await ReloadAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
