using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Data.Retirements;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Plans to take a version, a model or an AI system out of use.</summary>
public sealed class PlanRetirement(ActionRunner runner)
{
    /// <summary>What is planned.</summary>
    /// <param name="Subject">A model, <c>model@version</c>, or the id of a system.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="PlannedAt">When it is to be over; in thirty days when absent.</param>
    /// <param name="Successor">What takes its place: a model or <c>model@version</c>.</param>
    /// <param name="Owner">E-mail address of who owns the retirement; who plans it when absent.</param>
    public sealed record Command(
        string? Subject,
        string? Reason,
        DateTimeOffset? PlannedAt = null,
        string? Successor = null,
        string? Owner = null
    );

    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<RetirementId>(
            actor,
            new Attempt("retirement.planned", "retirement", Permission.RequestRetirement),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    /// <summary>Opens a plan in an action that is running.</summary>
    internal static async Task<Result<Retirement>> AddAsync(ActionContext context, RetirementPlan plan, CancellationToken ct)
    {
        var (db, template) = (context.Db, RetirementLibrary.Shipped.Current);
        foreach (var (model, version) in plan.Versions)
        {
            if (await RetirementHolds.LiveAsync(db, model, version, ct) is { } other)
            {
                return RetirementRefusals.AlreadyOpen(other.Id, ModelName.Of(model, version));
            }
        }

        var opened = Retirement.Open(
            await db.NextIdAsync<RetirementId>(ct),
            plan,
            template,
            await FactsAsync(context, plan, ct),
            context.Access.Actor.Id,
            context.Now
        );
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        var retirement = opened.Value;
        var isOfSecondLine = await RetirementPlanners.AreOfSecondLineAsync(
            db,
            retirement.OpenedBy,
            RetirementPlanners.Models(retirement),
            acted: null,
            ct
        );
        db.Retirements.Add(retirement);
        RetirementEvents.Changed(
            context,
            retirement,
            new AuditEvent(
                RetirementPlanners.Planned,
                retirement.Id.ToString(),
                new JsonObject
                {
                    ["kind"] = WireName.Of(retirement.Kind),
                    ["subject"] = retirement.Subject,
                    ["plannedAt"] = CanonicalJson.Time(retirement.PlannedAt),
                    ["successor"] = retirement.Successor,
                    ["template"] = retirement.Template,
                    ["openingSha256"] = retirement.OpeningSha256,
                    ["promotion"] = plan.Promotion,
                    [RetirementPlanners.Member] = isOfSecondLine,
                    ["versions"] = new JsonArray([.. retirement.Versions.Select(v => (JsonNode)ModelName.Of(v.Model, v.Version))]),
                }
            ),
            plan.Promotion is { } request ? $"Planned with {request}." : "Planned.",
            plan.Reason
        );
        return retirement;
    }

    /// <summary>An active person who may work on retirements, by e-mail address.</summary>
    internal static async Task<UserId?> PersonAsync(GovernanceDbContext db, string email, DateTimeOffset now, CancellationToken ct)
    {
        var person = await People.ByEmailAsync(db, email, ct);
        return
            person is not null
            && person.IsActive(now)
            && (await AccessReader.RolesOf(db, person.Id).ToListAsync(ct)).Exists(r =>
                Permission.RequestRetirement.GrantedTo.Contains(r, StringComparer.Ordinal)
            )
            ? person.UserId
            : null;
    }

    /// <summary>True when something takes the place: a registered model or version that does not retire with it.</summary>
    internal static async Task<bool> SucceedsAsync(
        GovernanceDbContext db,
        string successor,
        IReadOnlyList<(string Model, string Version)> versions,
        CancellationToken ct
    )
    {
        var parts = successor.Split('@');
        var (model, version) = (parts[0], parts.ElementAtOrDefault(1));
        if (parts.Length > 2 || versions.Any(v => v.Model == model && (version is null || v.Version == version)))
        {
            return false;
        }

        return version is null
            ? await db.Models.AnyAsync(m => m.Name == model, ct)
            : await db.Versions.AnyAsync(v => v.Model == model && v.Version == version && v.Stage != Stage.Retired, ct);
    }

    private static async Task<IReadOnlyCollection<string>> FactsAsync(ActionContext context, RetirementPlan plan, CancellationToken ct)
    {
        var models = plan.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var serving = await context
            .Db.Deployments.Where(d => models.Contains(d.Model) && d.Until == null)
            .Select(d => new { d.Model, d.Version })
            .ToListAsync(ct);
        var facts = new List<string>();
        Add("in-use", serving.Exists(d => plan.Versions.Contains((d.Model, d.Version))));
        Add("high-risk", await ReadFindings.IsHighRiskAsync(context.Db, models, context.Now, ct));
        Add("successor", plan.Successor is not null);
        Add(
            "monitored",
            plan.Kind is not RetirementKind.Version && await context.Db.Monitors.AnyAsync(m => models.Contains(m.Model) && m.IsEnabled, ct)
        );
        Add("system", plan.Kind is RetirementKind.System);
        return facts;

        void Add(string fact, bool holds)
        {
            if (holds)
            {
                facts.Add(fact);
            }
        }
    }

    private static async Task<(RetirementKind Kind, string Subject, string Title)?> SubjectAsync(
        GovernanceDbContext db,
        string text,
        CancellationToken ct
    )
    {
        if (DisplayId.TryParse<SystemId>(text, out var id))
        {
            return
                await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { LifeCycle: not LifeCycle.Retired } system
                ? (RetirementKind.System, id.ToString(), system.Name)
                : null;
        }

        var parts = text.Split('@');
        if (parts.Length > 2 || !ModelName.IsModel(parts[0]) || await db.LockModelAsync(parts[0], ct) is not { } model)
        {
            return null;
        }

        if (parts.Length == 1)
        {
            return (RetirementKind.Model, model.Name, model.DisplayName);
        }

        var key = parts[1].ToLowerInvariant();
        var name = model.Name;
        return
            await db.Versions.SingleOrDefaultAsync(v => v.Model == name && v.VersionKey == key, ct) is { Stage: not Stage.Retired } version
            ? (RetirementKind.Version, version.Id, $"{model.DisplayName} {version.Version}")
            : null;
    }

    private static async Task<Result<RetirementId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (
            string.IsNullOrWhiteSpace(command.Subject)
            || command.Subject.Length > 200
            || await SubjectAsync(db, command.Subject.Trim(), ct) is not var (kind, subject, title)
        )
        {
            return RetirementRefusals.SubjectUnknown;
        }

        var versions = await ReadFindings.ScopeAsync(db, kind, subject, ct);
        await db.LockModelsAsync(versions.Select(v => v.Model).ToHashSet(StringComparer.Ordinal), ct);

        var owner = string.IsNullOrWhiteSpace(command.Owner)
            ? context.Access.Person
            : await PersonAsync(db, command.Owner, context.Now, ct);
        if (owner is not { } person)
        {
            return RetirementRefusals.PersonUnknown("owner");
        }

        var successor = string.IsNullOrWhiteSpace(command.Successor) ? null : command.Successor.Trim();
        if (successor is not null && (successor.Length > 200 || !await SucceedsAsync(db, successor, versions, ct)))
        {
            return RetirementRefusals.SuccessorUnknown;
        }

        var added = await AddAsync(
            context,
            new(kind, subject, title, command.Reason, person, command.PlannedAt ?? context.Now.AddDays(30), successor, versions),
            ct
        );
        return added.IsDone ? added.Value.Id : added.Refusal;
    }
}
