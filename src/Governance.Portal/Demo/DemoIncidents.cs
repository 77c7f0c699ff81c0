using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// An incident that is contained and waits for Legal to confirm its class, and a drill that was played to its end, both made by the actions
/// people use.
/// </summary>
internal sealed class DemoIncidents(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    OpenIncident open,
    ContainIncident contain,
    ConfirmContainment serving,
    FreezeEvidence freeze,
    AssessIncident assess,
    ClassifyIncident classify,
    ConfirmIncidentClass confirm,
    SettleStep settle,
    BeginMessage begin,
    ChangeMessage change,
    RecoverIncident recover,
    WritePostMortem learn,
    FollowUpIncident follow,
    CloseIncident close,
    IncidentLibrary library,
    WriteSection report,
    TimeProvider clock
)
{
    private const string Assistant = "policy-assistant";
    private const string Netflow = "netflow-detector";

    /// <summary>Plays it. The first refusal ends it.</summary>
    /// <param name="officer">A risk officer.</param>
    /// <param name="engineer">An engineer.</param>
    /// <param name="legal">A legal approver.</param>
    /// <param name="say">Told what was made.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> RunAsync(Actor officer, Actor engineer, Actor legal, Action<string> say, CancellationToken ct)
    {
        if (await VersionAsync(Assistant, ct) is not { } assistant || await VersionAsync(Netflow, ct) is not { } netflow)
        {
            return null;
        }

        var refusal = await LeakAsync(officer, engineer, assistant, ct) ?? await DrillAsync(officer, engineer, legal, netflow, ct);
        if (refusal is null)
        {
            say("an incident that waits for its class to be confirmed, and a drill that is over");
        }

        return refusal;
    }

    private async Task<Refusal?> LeakAsync(Actor officer, Actor engineer, VersionName version, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var system = await SystemAsync("Customer service assistant", ct);
        var opened = await open.RunAsync(
            officer,
            new()
            {
                Title = "Assistant quotes contract numbers of other customers",
                Description =
                    "A tester was shown the contract number of somebody else. The index holds letters that were not redacted (demo data).",
                Category = "privacy",
                Severity = "severe",
                Versions = [version],
                Systems = system is null ? [] : [system.Value.ToString()],
                OccurredAt = now.AddHours(-46),
                ProviderAwareAt = now.AddHours(-20),
                Countries = ["DE"],
            },
            ct
        );
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        var id = opened.Value;
        return Why(await contain.RunAsync(officer, id, "restrict", "Answers go to a clerk before a customer sees them.", null, ct))
            ?? Why(await serving.RunAsync(engineer, id, "chat gateway", "Switch assistant-review is on.", null, ct))
            ?? Why(await settle.RunAsync(engineer, id, "cut-access", skip: false, "Key of the batch export revoked.", null, ct))
            ?? Why(await freeze.RunAsync(engineer, id, [], null, ct))
            ?? Why(
                await assess.RunAsync(
                    officer,
                    id,
                    new("37 conversations quote a contract number; 12 of them reached a customer.", 12, ["DE"]),
                    null,
                    ct
                )
            )
            ?? Why(
                await settle.RunAsync(
                    officer,
                    id,
                    "other-regimes",
                    skip: false,
                    "Data protection applies: reported there within 72 hours by the data protection officer.",
                    null,
                    ct
                )
            )
            ?? Why(await begin.RunAsync(officer, id, "owners", null, null, null, ct))
            ?? Why(await change.SendAsync(officer, id, 1, new(Recipients: 14), null, ct))
            ?? Why(await begin.RunAsync(officer, id, Playbook.Authority, null, null, null, ct))
            ?? Why(await begin.RunAsync(officer, id, "affected", null, null, null, ct))
            ?? Why(await change.HoldAsync(officer, id, 3, "Class confirmation", null, ct))
            ?? Why(
                await classify.RunAsync(
                    engineer,
                    id,
                    new(Answers(("SQ4", "yes")), "established", "Secrecy of contracts was broken towards other customers."),
                    null,
                    ct
                )
            )
            ?? (
                system is null
                    ? null
                    : (
                        await report.RunAsync(
                            officer,
                            new(
                                system.Value,
                                DocumentLibrary.SeriousIncident,
                                "SR-4",
                                null,
                                "Twelve customers were shown contract numbers of others in answers of the assistant; the letters they came from were in its index unredacted (demo data).",
                                null,
                                null
                            )
                            {
                                Incident = id,
                            },
                            ct
                        )
                    ).Refusal
            );
    }

    private async Task<SystemId?> SystemAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .AiSystems.AsNoTracking()
            .Where(s => s.Name == name)
            .OrderBy(s => s.Id)
            .Select(s => (SystemId?)s.Id)
            .FirstOrDefaultAsync(ct);
    }

    private async Task<Refusal?> DrillAsync(Actor officer, Actor engineer, Actor legal, VersionName version, CancellationToken ct)
    {
        var opened = await open.RunAsync(
            officer,
            new()
            {
                Title = "Drill: detector blocks the payment network",
                Category = "operational",
                Severity = "high",
                Versions = [version],
                Drill = true,
            },
            ct
        );
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        var id = opened.Value;
        return Why(await contain.RunAsync(officer, id, "take-offline", "Rule set 7 would take over.", null, ct))
            ?? Why(await freeze.RunAsync(engineer, id, [], null, ct))
            ?? Why(await assess.RunAsync(officer, id, new("Nobody: an exercise.", 0), null, ct))
            ?? Why(await classify.RunAsync(engineer, id, new(Answers(), "excluded", "An exercise."), null, ct))
            ?? Why(await confirm.RunAsync(legal, id, null, null, ct))
            ?? Why(await settle.RunAsync(officer, id, "tell-owners", skip: true, "An exercise.", null, ct))
            ?? Why(await settle.RunAsync(officer, id, "tell-affected", skip: true, "An exercise.", null, ct))
            ?? Why(await recover.RunAsync(officer, id, new("resume", "The exercise is over."), null, ct))
            ?? Why(
                await learn.RunAsync(
                    officer,
                    id,
                    new(
                        "The on-call list named somebody who has left.",
                        "None; it took 26 minutes to reach an owner.",
                        "The list is kept by hand.",
                        "The list comes from the directory now."
                    ),
                    null,
                    ct
                )
            )
            ?? Why(
                await follow.RunAsync(
                    officer,
                    id,
                    new("Nobody answers the on-call phone", Category: "operational", Inherent: new(3, 3)),
                    null,
                    ct
                )
            )
            ?? Why(await close.RunAsync(officer, id, null, null, ct));
    }

    private static Refusal? Why(Result<IncidentId> outcome) => outcome.Refusal;

    private Dictionary<string, string> Answers(params (string Question, string Answer)[] said)
    {
        var answers = library.Questions.Questions.ToDictionary(q => q.Id, _ => "no", StringComparer.Ordinal);
        foreach (var (question, answer) in said)
        {
            answers[question] = answer;
        }

        return answers;
    }

    private async Task<VersionName?> VersionAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var newest = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model)
            .OrderBy(v => v.Number)
            .Select(v => v.Version)
            .Take(1)
            .ToListAsync(ct);
        return newest.Count == 0 ? null : new(model, newest[0]);
    }
}
