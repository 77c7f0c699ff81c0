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
/// An incident that is contained and waits for Legal to confirm its class, one that was closed weeks ago, and a drill, all made by the
/// actions people use.
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
    private const string Leak = "Assistant quotes contract numbers of other customers";
    private const string LeakSystem = "Customer service assistant";

    /// <summary>The incident that is open: someone was shown what belongs to another customer, and it is contained.</summary>
    public async Task<Refusal?> OpenLeakAsync(Actor officer, Actor engineer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var system = await SystemAsync(LeakSystem, ct);
        var opened = await open.RunAsync(
            officer,
            new()
            {
                Title = Leak,
                Description =
                    "A tester was shown someone else's contract number. The index holds letters that were not redacted (demo data).",
                Category = "privacy",
                Severity = "severe",
                Versions = [new(Assistant, "1.0.0")],
                Systems = system is null ? [] : [system.Value.ToString()],
                OccurredAt = now.AddHours(-28),
                ProviderAwareAt = now.AddHours(-2),
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
            ?? Why(await freeze.RunAsync(engineer, id, [], null, ct));
    }

    /// <summary>Hours later: what happened is assessed, and the first messages go out.</summary>
    public async Task<Refusal?> AssessLeakAsync(Actor officer, CancellationToken ct)
    {
        var id = await IdAsync(Leak, ct);
        return Why(
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
                    "Data protection law applies: the data protection officer reports it within 72 hours.",
                    null,
                    ct
                )
            )
            ?? Why(await begin.RunAsync(officer, id, "owners", null, null, null, ct))
            ?? Why(await change.SendAsync(officer, id, 1, new(Recipients: 14), null, ct))
            ?? Why(await begin.RunAsync(officer, id, Playbook.Authority, null, null, null, ct))
            ?? Why(await begin.RunAsync(officer, id, "affected", null, null, null, ct))
            ?? Why(await change.HoldAsync(officer, id, 3, "Class confirmation", null, ct));
    }

    /// <summary>A class is proposed, which waits for Legal, and the report to the authority is begun.</summary>
    public async Task<Refusal?> ClassifyLeakAsync(Actor officer, Actor engineer, CancellationToken ct)
    {
        var id = await IdAsync(Leak, ct);
        var classified = await classify.RunAsync(
            engineer,
            id,
            new(Answers(("SQ4", "yes")), "established", "Contract data was disclosed to other customers."),
            null,
            ct
        );
        if (classified.Refusal is not null || await SystemAsync(LeakSystem, ct) is not { } system)
        {
            return classified.Refusal;
        }

        return (
            await report.RunAsync(
                officer,
                new(
                    system,
                    DocumentLibrary.SeriousIncident,
                    "SR-4",
                    null,
                    "Twelve customers were shown contract numbers of others in answers of the assistant; the letters they "
                        + "came from were in its index unredacted (demo data).",
                    null,
                    null
                )
                {
                    Incident = id,
                },
                ct
            )
        ).Refusal;
    }

    /// <summary>An incident, or a drill, that was closed: its beginning, until its class is proposed.</summary>
    public async Task<Refusal?> BeginAsync(ClosedIncident told, Actor officer, Actor engineer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var opened = await open.RunAsync(
            officer,
            new()
            {
                Title = told.Title,
                Description = told.Description,
                Category = "operational",
                Severity = told.Severity,
                Versions = [told.Version],
                Drill = told.IsDrill,
                OccurredAt = told.IsDrill ? null : now.AddHours(-1),
                ProviderAwareAt = told.IsDrill ? null : now.AddMinutes(-40),
            },
            ct
        );
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        var id = opened.Value;
        return Why(await contain.RunAsync(officer, id, "take-offline", told.Contained, null, ct))
            ?? Why(await freeze.RunAsync(engineer, id, [], null, ct))
            ?? Why(await assess.RunAsync(officer, id, new(told.Impact, 0), null, ct))
            ?? Why(await classify.RunAsync(engineer, id, new(Answers(), "excluded", told.NotSerious), null, ct));
    }

    /// <summary>Its end: the class is confirmed, it is recovered from, what was learned is written down.</summary>
    public async Task<Refusal?> EndAsync(ClosedIncident told, Actor officer, Actor legal, CancellationToken ct)
    {
        var id = await IdAsync(told.Title, ct);
        return Why(await confirm.RunAsync(legal, id, null, null, ct))
            ?? Why(await settle.RunAsync(officer, id, "tell-owners", skip: true, told.NotSerious, null, ct))
            ?? Why(await settle.RunAsync(officer, id, "tell-affected", skip: true, told.NotSerious, null, ct))
            ?? Why(await recover.RunAsync(officer, id, new("resume", told.Recovered), null, ct))
            ?? Why(await learn.RunAsync(officer, id, told.Learned, null, ct))
            ?? (told.FollowUp is { } next ? Why(await follow.RunAsync(officer, id, next, null, ct)) : null)
            ?? Why(await close.RunAsync(officer, id, null, null, ct));
    }

    private async Task<IncidentId> IdAsync(string title, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Incidents.Where(i => i.Title == title).Select(i => i.Id).SingleAsync(ct);
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
}
