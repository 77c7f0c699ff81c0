using System.Linq.Expressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Explanations;
using Governance.Domain.Reports;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Which requests.</summary>
/// <param name="State">Where they stand, by wire name.</param>
/// <param name="Overdue"><c>true</c> for requests whose answer is late, <c>false</c> for all others.</param>
/// <param name="System">An AI system whose models decided.</param>
/// <param name="Model">The model that decided.</param>
/// <param name="Decision">The sender's id of the decision.</param>
public sealed record ExplanationFilter(
    string? State = null,
    string? Overdue = null,
    string? System = null,
    string? Model = null,
    string? Decision = null
);

/// <summary>Reads requests for explanations: filtered, ordered and cut into pages by the database.</summary>
public sealed class ListExplanations(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private const string ListedUse = ";high_risk_annex_iii;";

    /// <summary>A page for a screen: what is open first, what is due next at the top.</summary>
    public async Task<Result<PageOf<ExplanationRow>>> PageAsync(ExplanationFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var filtered = await FilterAsync(db, filter, now, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var rows = await filtered
            .Value.OrderBy(r => r.ClosedAt != null)
            .ThenBy(r => r.DueAt)
            .ThenBy(r => r.Id)
            .Skip(skip)
            .Take(take)
            .Select(Row(now))
            .ToListAsync(ct);
        return new PageOf<ExplanationRow>(rows, total);
    }

    /// <summary>A page for a program, the newest first.</summary>
    public async Task<Result<ApiPage<ExplanationRow>>> RunAsync(ExplanationFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<ExplanationRequestId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var filtered = await FilterAsync(db, filter, now, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await filtered
            .Value.Where(r => below == null || (int)(object)r.Id < below)
            .OrderByDescending(r => r.Id)
            .Take(take + 1)
            .Select(Row(now))
            .ToListAsync(ct);
        return new ApiPage<ExplanationRow>([.. rows.Take(take)], rows.Count > take ? Cursor.Encode(rows[take - 1].Id.ToString()) : null);
    }

    /// <summary>One request.</summary>
    public async Task<Result<ExplanationRequestView>> GetAsync(ExplanationRequestId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.ExplanationRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } request
            ? await ViewAsync(db, request, ct)
            : ExplanationRefusals.NotFound;
    }

    /// <summary>One request with what is on record of its decision; null when there is no such request.</summary>
    public async Task<(ExplanationRequestView View, ExplanationFacts Facts)?> WithFactsAsync(ExplanationRequestId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.ExplanationRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } request
            ? (await ViewAsync(db, request, ct), await ReadExplanationFacts.OfAsync(db, request, ct))
            : null;
    }

    private async Task<ExplanationRequestView> ViewAsync(GovernanceDbContext db, ExplanationRequest request, CancellationToken ct)
    {
        // A question of its own reads the systems once.
        var isListed = await db
            .AiSystems.Naming(request.Model)
            .AnyAsync(
                s =>
                    db.Assessments.Any(a =>
                        a.System == s.Id
                        && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)
                        && a.ClassList.Contains(ListedUse)
                    ),
                ct
            );
        return ExplanationRequestView.Of(request, clock.GetLocalNow()) with { Article86Applies = isListed };
    }

    /// <summary>What is on record of the decision that a request is about; null when there is no such request.</summary>
    public async Task<ExplanationFacts?> FactsAsync(ExplanationRequestId id, CancellationToken ct) => (await WithFactsAsync(id, ct))?.Facts;

    /// <summary>The newest letter that was made of the reviewed text; null while there is none.</summary>
    public async Task<ReportId?> LetterAsync(ExplanationRequestView request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ReviewedAt is not { } reviewed)
        {
            return null;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var subject = request.Id.ToString();
        return await db
            .Reports.AsNoTracking()
            .Where(r => r.Kind == "explanation" && r.Subject == subject && r.State == ReportState.Ready && r.RequestedAt >= reviewed)
            .OrderByDescending(r => r.Id)
            .Select(r => (ReportId?)r.Id)
            .FirstOrDefaultAsync(ct);
    }

    // Of the texts only the reference is read: explanations are long, and lists do not show them.
    private static Expression<Func<ExplanationRequest, ExplanationRow>> Row(DateTimeOffset now) =>
        r => new ExplanationRow
        {
            Id = r.Id,
            PersonReference = r.Person.Text,
            Decision = r.DecisionId,
            DecisionTime = r.DecisionTime,
            Model = r.Model,
            Version = r.Version,
            ReceivedAt = r.ReceivedAt,
            Due = r.DueAt,
            State = r.State,
            Overdue = r.ClosedAt == null && r.DueAt <= now,
            ClosedAt = r.ClosedAt,
        };

    private static async Task<Result<IQueryable<ExplanationRequest>>> FilterAsync(
        GovernanceDbContext db,
        ExplanationFilter filter,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var requests = db.ExplanationRequests.AsNoTracking();
        if (!string.IsNullOrEmpty(filter.State))
        {
            if (!WireName.TryParse<ExplanationState>(filter.State, out var state))
            {
                return Unknown("state", $"This must be one of {string.Join(", ", WireName.All<ExplanationState>())}.");
            }

            requests = requests.Where(r => r.State == state);
        }

        if (!string.IsNullOrEmpty(filter.Overdue))
        {
            if (!bool.TryParse(filter.Overdue, out var overdue))
            {
                return Unknown("overdue", $"Use true or false.");
            }

            requests = requests.Where(r => (r.ClosedAt == null && r.DueAt <= now) == overdue);
        }

        if (!string.IsNullOrEmpty(filter.System))
        {
            if (!DisplayId.TryParse<SystemId>(filter.System, out var id))
            {
                return Unknown("system", $"Name an AI system by its ID, such as SYS-0001.");
            }

            var models = await db.AiSystems.AsNoTracking().Where(s => s.Id == id).SingleOrDefaultAsync(ct) is { } system
                ? system.Models
                : [];
            requests = requests.Where(r => models.Contains(r.Model));
        }

        if (!string.IsNullOrEmpty(filter.Model))
        {
            requests = requests.Where(r => r.Model == Plain(filter.Model));
        }

        if (!string.IsNullOrEmpty(filter.Decision))
        {
            requests = requests.Where(r => r.DecisionId == Plain(filter.Decision));
        }

        return Result<IQueryable<ExplanationRequest>>.Done(requests);
    }

    private static Refusal Unknown(string field, Sentence sentence) => Refusal.Field("explanation.filter", field, sentence);

    // NUL reaches no database.
    private static string Plain(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
