using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Administration.Account;
using Governance.Portal.Compliance.Oversight;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// The credit system is overseen by two people who were trained for it, and stopping it was tried; a risk officer attests the validation
/// report of the version in production.
/// </summary>
internal sealed class DemoOversight(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    AppointOverseer appoint,
    RecordTraining train,
    RecordStopTest record,
    DecideStopTest decide,
    AttestEvidence attest,
    OpenSession openSession,
    CloseSession closeSession,
    Reauthentication reauthentication,
    TimeProvider clock
)
{
    private const string Model = "credit-default";

    /// <summary>Who plays.</summary>
    /// <param name="Owner">The model owner, who appoints and records.</param>
    /// <param name="Officer">The risk officer, who confirms and attests.</param>
    /// <param name="OfficerEmail">The officer's account.</param>
    /// <param name="ComplianceEmail">Compliance's account.</param>
    public sealed record People(Actor Owner, Actor Officer, string OfficerEmail, string ComplianceEmail);

    /// <summary>Appoints, trains, tests and attests. The first refusal ends it.</summary>
    public async Task<Refusal?> RunAsync(People people, string password, Action<string> say, CancellationToken ct)
    {
        var credit = await OverseeAsync(
            people,
            Model,
            [(people.OfficerEmail, OversightAuthority.StopAndOverride, -40), (people.ComplianceEmail, OversightAuthority.Stop, -340)],
            "Limits of the credit score, and how to stop the system (demo data)",
            "Scoring switched off by its flag; applications went to manual review until it was switched on again (demo data).",
            ct
        );
        if (credit is not null)
        {
            return credit;
        }

        say("the credit system has 2 overseers and a confirmed test of its stop control");
        return await AttestAsync(people.OfficerEmail, password, say, ct);
    }

    /// <summary>The detector and the prices of loans have their overseers and a tried stop control too.</summary>
    public async Task<Refusal?> MoreAsync(People people, Action<string> say, CancellationToken ct)
    {
        var refusal =
            await OverseeAsync(
                people,
                "netflow-detector",
                [(people.OfficerEmail, OversightAuthority.Stop, -30)],
                "What the detector sees and what it misses, and how to take it out of the alarm chain (demo data)",
                "Alarms were routed past the detector to the rules of the firewall, and back again (demo data).",
                ct
            )
            ?? await OverseeAsync(
                people,
                "loan-pricing",
                [(people.ComplianceEmail, OversightAuthority.Stop, -25)],
                "How prices are made, and how to go back to the tariff (demo data)",
                "The tariff of the branch was put back for an hour; no quote was lost (demo data).",
                ct
            );
        if (refusal is null)
        {
            say("3 systems have overseers and a confirmed test of their stop control");
        }

        return refusal;
    }

    private async Task<Refusal?> OverseeAsync(
        People people,
        string model,
        (string Email, OversightAuthority Authority, int Days)[] overseers,
        string course,
        string test,
        CancellationToken ct
    )
    {
        if (await SystemOfAsync(model, ct) is not { } system)
        {
            return null;
        }

        var today = clock.Today();
        foreach (var (email, authority, days) in overseers)
        {
            var on = today.AddDays(days);
            var appointed = await appoint.RunAsync(people.Owner, new(system, email, WireName.Of(authority), on, null), ct);
            if (appointed.Refusal is { } refusal)
            {
                return refusal;
            }

            var trained = await train.RunAsync(
                people.Owner,
                new(
                    system,
                    DisplayId.TryParse<OverseerId>(appointed.Value, out var id) ? id : default,
                    course,
                    on,
                    null,
                    "Model risk team",
                    new OversightProof("Training records, course MR-12 (demo data)", null)
                ),
                ct
            );
            if (trained.Refusal is { } untrained)
            {
                return untrained;
            }
        }

        var tested = await record.RunAsync(
            people.Owner,
            new(system, clock.GetUtcNow().AddDays(-21), WireName.Of(StopTestResult.Stopped), test, 42, null, OversightProof.None),
            ct
        );
        return tested.Refusal
            ?? (
                await decide.RunAsync(
                    people.Officer,
                    new(system, DisplayId.TryParse<StopTestId>(tested.Value, out var done) ? done : default, "confirm", null),
                    ct
                )
            ).Refusal;
    }

    // A signature takes a session of its own and a fresh proof, as anyone's does.
    private async Task<Refusal?> AttestAsync(string email, string password, Action<string> say, CancellationToken ct)
    {
        if (await ReportAsync(ct) is not { } report)
        {
            return null;
        }

        var opened = await openSession.RunAsync(new(email, password, Roles.RiskOfficer, "host", null), ct);
        if (opened.Refusal is { } locked)
        {
            return locked;
        }

        var actor = Actor.OfUser(opened.Value.User.UserId, Roles.RiskOfficer, opened.Value.Hash);
        var id = report.Id.ToString();
        var proof = await reauthentication.RunAsync(
            actor,
            new(password, null, null) { Act = AttestEvidence.Binding(id, report.Sha256) },
            ct
        );
        if (proof.Refusal is { } unproven)
        {
            return unproven;
        }

        var attested = await attest.RunAsync(actor, new(report.Model, report.Version, id, report.Sha256, proof.Value.Text), ct);
        if (attested.IsDone)
        {
            say($"{id}, filed by the engineer, is attested by a risk officer");
        }

        return attested.Refusal ?? (await closeSession.RunAsync(actor, ct)).Refusal;
    }

    private async Task<SystemId?> SystemOfAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await db.AiSystems.AsNoTracking().OrderBy(s => s.Id).ToListAsync(ct)).Find(s => s.Models.Contains(model))?.Id;
    }

    private async Task<Evidence?> ReportAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Evidence.AsNoTracking()
            .Where(e =>
                e.Model == Model
                && e.Kind == EvidenceKind.Validation
                && e.WithdrawnAt == null
                && db.Versions.Any(v => v.Model == e.Model && v.Version == e.Version && v.Stage == Stage.Production)
            )
            .OrderByDescending(e => e.Id)
            .FirstOrDefaultAsync(ct);
    }
}
