using Governance.Domain;
using Governance.Domain.Approvals;

namespace Governance.Portal.Demo;

/// <summary>What the agent of the story does.</summary>
internal sealed partial class DemoScene
{
    /// <summary>The agent that pays invoices: its versions, a run, and a payment that waits.</summary>
    private void Pay(DemoStory story, string password, Action<string> say)
    {
        Task<Refusal?> Signed(SignOffRole role, CancellationToken ct) =>
            SignedAsync(DemoAgents.Agent, "1.0.0", role, "Read the manifest and the gate results.", password, say, ct);
        story.Back(14.4, async ct => await agents.RegisterAsync(await OwnerAsync(ct), ct));
        story.Back(14.3, async ct => await agents.FirstAsync(await EngineerAsync(ct), ct));
        story.Back(
            14,
            async ct =>
                await RequestedAsync(await EngineerAsync(ct), DemoAgents.Agent, "1.0.0", "Pays up to 100 EUR, otherwise asks.", say, ct)
        );
        story.Back(13.5, ct => Signed(SignOffRole.Security, ct));
        story.Back(12.5, ct => Signed(SignOffRole.Legal, ct));
        story.Back(11.5, ct => Signed(SignOffRole.Owner, ct));
        story.Back(
            10.5,
            async ct =>
                await DeployedAsync(
                    await EngineerAsync(ct),
                    DemoAgents.Agent,
                    "1.0.0",
                    say,
                    ct,
                    "It is the first version. Without it, accounts payable pays by hand."
                )
        );
        story.Back(10.2, async ct => await agents.WatchAsync(await OwnerAsync(ct), ct));
        story.Back(9.8, async ct => await demoThreats.PaymentsAsync(await ComplianceAsync(ct), say, ct));
        story.Back(9, agents.PayAsync);
        story.Back(5.5, async ct => await agents.NextAsync(await EngineerAsync(ct), ct));
        // An agent pays at any hour: at the end of the last working day its call would have expired before Sunday.
        story.Ago(0.5, ct => agents.WaitAsync(say, ct));
    }
}
