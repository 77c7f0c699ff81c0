using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>What happens when: connections to other systems, a playbook of the bank's own and a validation that is prepared.</summary>
internal sealed partial class DemoScene
{
    // Windows of the assistant are pulled from a folder since this Monday.
    private const string PulledFrom = "2026-10-26 00:00";

    private void Connect(DemoStory story, DemoFolders told, string password, Action<string> say)
    {
        story.On("2026-10-16 10:00", async ct => await playbook.ProposeAsync(await ComplianceAsync(ct), ct));
        story.On(
            "2026-10-19 11:30",
            ct =>
                ProvenAsync(
                    password,
                    async (officer, proof) => await playbook.ApproveAsync(officer, proof, await OwnPlaybookAsync(ct), say, ct),
                    ct
                )
        );
        if (scores.IsThere)
        {
            story.On(
                "2026-10-26 09:00",
                async ct => await scores.SetAsync(await OwnerAsync(ct), told["assistant"], story.TimeOf(PulledFrom), say, ct)
            );
        }

        if (registry.IsThere)
        {
            story.On(
                "2026-10-29 10:00",
                async ct =>
                {
                    await registry.WriteAsync(ct);
                    return await registry.ReadAsync(await ActorAsync(Security, Roles.SecurityReviewer, ct), say, ct);
                }
            );
            story.On("2026-10-30 09:30", async ct => await registry.TryAsync(await ActorAsync(Administrator, Roles.Administrator, ct), ct));
        }

        DemoReceivers.Proven Proven(CancellationToken ct) =>
            act => ProvenAsync((Administrator, Roles.Administrator), password, (who, proof) => act(who with { Proof = proof }), ct);
        story.On("2026-05-19 13:30", ct => receivers.KeyAsync(Proven(ct), Engineer, ct));
        story.On("2026-09-11 09:00", async ct => await receivers.RenewKeyAsync(Proven(ct), Engineer, await PilotKeyAsync(ct), ct));
        if (places.HasHosts)
        {
            story.On("2026-11-03 14:00", ct => receivers.DestinationsAsync(Proven(ct), say, ct));
            story.On("2026-11-03 14:30", ct => receivers.ChannelsAsync(Proven(ct), say, ct));
            story.On("2026-11-05 15:30", async ct => await schedule.RunAsync(await OfficerAsync(ct), told["credit"], say, ct));
        }
    }

    // Of the assistant's files those of the last weeks lie in the folder; where there is none, they are uploaded like the others.
    private bool IsPulled(DemoStory story, string folder, WindowFile file) =>
        folder == "assistant" && scores.IsThere && !file.IsReference && file.Ends > story.TimeOf(PulledFrom);

    private async Task<PlaybookVersionId> OwnPlaybookAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.PlaybookVersions.Where(p => p.State == PlaybookState.Proposed).Select(p => p.Id).SingleAsync(ct);
    }

    private async Task<ApiKeyId> PilotKeyAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.ApiKeys.Where(k => k.Name == DemoReceivers.Pilot).Select(k => k.Id).SingleAsync(ct);
    }
}
