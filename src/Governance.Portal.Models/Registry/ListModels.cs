using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Which models.</summary>
/// <param name="Name">Part of the name or display name, in any case.</param>
/// <param name="Owner">E-mail address of the owner.</param>
/// <param name="Stage">Furthest stage, by its wire name.</param>
/// <param name="RiskClass">Risk class by its wire name; <c>none</c> for models no one has classified.</param>
/// <param name="Tag">Name of a tag, or <c>name:value</c>.</param>
public sealed record ModelFilter(
    string? Name = null,
    string? Owner = null,
    string? Stage = null,
    string? RiskClass = null,
    string? Tag = null
)
{
    /// <summary>The word for models without a class.</summary>
    public const string Unclassified = "none";
}

/// <summary>By what the list is ordered.</summary>
public enum ModelOrder
{
    /// <summary>Display name.</summary>
    Name,

    /// <summary>Owner's name.</summary>
    Owner,

    /// <summary>Furthest stage.</summary>
    Stage,

    /// <summary>Risk class, unclassified first.</summary>
    RiskClass,

    /// <summary>Latest deployment, never deployed first.</summary>
    LastDeployment,
}

/// <summary>A model in a list.</summary>
public sealed record ModelRow(
    string Name,
    string DisplayName,
    string Owner,
    string OwnerName,
    RiskClass? RiskClass,
    Stage Stage,
    string? ProductionVersion,
    int Versions,
    DateTimeOffset? LastDeployment,
    DateTimeOffset RegisteredAt
)
{
    /// <summary>
    /// Population Stability Index of the feature that drifts most in the newest window of the version in use, see
    /// <see cref="VersionsInUse"/>; null when nothing was compared.
    /// </summary>
    public double? WorstPsi { get; init; }

    /// <summary>Posture of its most serious deployment in production; null if nothing is deployed, or before it is evaluated.</summary>
    public PostureState? Posture { get; init; }
}

/// <summary>Lists models: filtered, ordered and cut into pages by the database.</summary>
public sealed class ListModels(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private static readonly ModelFilter s_all = new();

    /// <summary>A page for a screen.</summary>
    public async Task<Result<PageOf<ModelRow>>> PageAsync(
        ModelFilter filter,
        ModelOrder order,
        bool descending,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total =
            filter == s_all
                ? await db.KeptAsync("models", null, FigureBasis.Records, () => filtered.Value.CountAsync(ct), ct)
                : await filtered.Value.CountAsync(ct);
        var names = await Ordered(Rows(db, filtered.Value), order, descending).Select(r => r.Name).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<ModelRow>(await ReadAsync(db, names, ct), total);
    }

    /// <summary>A page for a program, by name.</summary>
    public async Task<Result<ApiPage<ModelRow>>> ListAsync(ModelFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, after) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var models = after is null ? filtered.Value : filtered.Value.Where(m => string.Compare(m.Name, after) > 0);
        var names = await models.OrderBy(m => m.Name).Select(m => m.Name).Take(take + 1).ToListAsync(ct);
        var page = await ReadAsync(db, names.GetRange(0, Math.Min(take, names.Count)), ct);
        return new ApiPage<ModelRow>(page, names.Count > take ? Cursor.Encode(names[take - 1]) : null);
    }

    // First which models they are, then what is said of these alone: asked together, the database reads the versions of all models first.
    private static async Task<IReadOnlyList<ModelRow>> ReadAsync(GovernanceDbContext db, List<string> names, CancellationToken ct)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var rows = await Rows(db, db.Models.AsNoTracking().Where(m => names.Contains(m.Name))).ToDictionaryAsync(r => r.Name, ct);
        // One that was deleted meanwhile is none.
        List<ModelRow> page = [.. names.Select(n => rows.GetValueOrDefault(n)).OfType<Raw>().Select(Finish)];
        return await WithFiguresAsync(db, page, ct);
    }

    /// <summary>Who owns a model, for the filter.</summary>
    public async Task<IReadOnlyList<Person>> OwnersAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.KeptAsync("model-owners", null, FigureBasis.Records, () => ReadOwnersAsync(db, ct), ct);
    }

    private static async Task<IReadOnlyList<Person>> ReadOwnersAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var owners = await db.Models.AsNoTracking().Select(m => m.Owner).Distinct().ToListAsync(ct);
        return [.. (await People.ByIdAsync(db, owners, ct)).Values.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static async Task<Result<IQueryable<Model>>> FilterAsync(GovernanceDbContext db, ModelFilter filter, CancellationToken ct)
    {
        var models = db.Models.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Name))
        {
            var pattern = SearchText.Pattern(Plain(filter.Name));
            models = models.Where(m => SearchText.Matches(m.Name, pattern) || SearchText.Matches(m.DisplayName, pattern));
        }

        if (!string.IsNullOrWhiteSpace(filter.Owner))
        {
            var owner = await People.ByEmailAsync(db, Plain(filter.Owner), ct) is { } person ? person.UserId : new UserId(0);
            models = models.Where(m => m.Owner == owner);
        }

        if (!string.IsNullOrWhiteSpace(filter.Tag))
        {
            var (key, value) = Plain(filter.Tag).Split(':', 2) is { Length: 2 } parts ? (parts[0], parts[1]) : (Plain(filter.Tag), null);
            models = models.Where(m => m.TagRows.Any(t => t.Key == key && (value == null || t.Value == value)));
        }

        if (!string.IsNullOrWhiteSpace(filter.RiskClass))
        {
            if (filter.RiskClass == ModelFilter.Unclassified)
            {
                models = models.Where(m => m.RiskClass == null);
            }
            else if (WireName.TryParse<RiskClass>(filter.RiskClass, out var risk))
            {
                models = models.Where(m => m.RiskClass == risk);
            }
            else
            {
                return Refusal.Field(
                    "model.filter",
                    "riskClass",
                    $"This must be one of {string.Join(", ", WireName.All<RiskClass>())}, {ModelFilter.Unclassified}."
                );
            }
        }

        if (string.IsNullOrWhiteSpace(filter.Stage))
        {
            return Result<IQueryable<Model>>.Done(models);
        }

        return WireName.TryParse<Stage>(filter.Stage, out var stage)
            ? Result<IQueryable<Model>>.Done(ModelStages.In(db, models, stage))
            : Refusal.Field("model.filter", "stage", $"This must be one of {string.Join(", ", WireName.All<Stage>())}.");
    }

    private static IQueryable<Raw> Rows(GovernanceDbContext db, IQueryable<Model> models) =>
        from m in models
        join u in db.Users on (int)(object)m.Owner equals u.Id into owners
        from owner in owners.DefaultIfEmpty()
        select new Raw
        {
            Name = m.Name,
            DisplayName = m.DisplayName,
            Owner = owner.Email,
            OwnerName = owner.PrintedName,
            RiskClass = m.RiskClass,
            RiskRank =
                m.RiskClass == RiskClass.Minimal ? 1
                : m.RiskClass == RiskClass.Limited ? 2
                : m.RiskClass == RiskClass.High ? 3
                : m.RiskClass == RiskClass.Prohibited ? 4
                : 0,
            StageRank =
                db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Production) ? 2
                : db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Staging) ? 1
                : db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Retired)
                && !db.Versions.Any(v => v.Model == m.Name && v.Stage == Stage.Development)
                    ? 3
                : 0,
            ProductionVersion = db
                .Versions.Where(v => v.Model == m.Name && v.Stage == Stage.Production)
                .OrderBy(v => v.Number)
                .Select(v => v.Version)
                .FirstOrDefault(),
            Versions = db.Versions.Count(v => v.Model == m.Name),
            LastDeployment = db
                .Deployments.Where(d => d.Model == m.Name)
                .OrderByDescending(d => d.Since)
                .Select(d => (DateTimeOffset?)d.Since)
                .FirstOrDefault(),
            RegisteredAt = m.RegisteredAt,
        };

    // Every order ends in the name, so that no row stands on two pages.
    private static IQueryable<Raw> Ordered(IQueryable<Raw> rows, ModelOrder order, bool descending) =>
        (order, descending) switch
        {
            (ModelOrder.Name, false) => rows.OrderBy(r => r.DisplayName).ThenBy(r => r.Name),
            (ModelOrder.Name, true) => rows.OrderByDescending(r => r.DisplayName).ThenBy(r => r.Name),
            (ModelOrder.Owner, false) => rows.OrderBy(r => r.OwnerName).ThenBy(r => r.Name),
            (ModelOrder.Owner, true) => rows.OrderByDescending(r => r.OwnerName).ThenBy(r => r.Name),
            (ModelOrder.Stage, false) => rows.OrderBy(r => r.StageRank).ThenBy(r => r.Name),
            (ModelOrder.Stage, true) => rows.OrderByDescending(r => r.StageRank).ThenBy(r => r.Name),
            (ModelOrder.RiskClass, false) => rows.OrderBy(r => r.RiskRank).ThenBy(r => r.Name),
            (ModelOrder.RiskClass, true) => rows.OrderByDescending(r => r.RiskRank).ThenBy(r => r.Name),
            (ModelOrder.LastDeployment, false) => rows.OrderBy(r => r.LastDeployment != null)
                .ThenBy(r => r.LastDeployment)
                .ThenBy(r => r.Name),
            (ModelOrder.LastDeployment, true) => rows.OrderBy(r => r.LastDeployment == null)
                .ThenByDescending(r => r.LastDeployment)
                .ThenBy(r => r.Name),
        };

    private static ModelRow Finish(Raw row) =>
        new(
            row.Name,
            row.DisplayName,
            row.Owner ?? "",
            row.OwnerName ?? "",
            row.RiskClass,
            (Stage)row.StageRank,
            row.ProductionVersion,
            row.Versions,
            row.LastDeployment,
            row.RegisteredAt
        );

    private static async Task<IReadOnlyList<ModelRow>> WithFiguresAsync(GovernanceDbContext db, List<ModelRow> rows, CancellationToken ct)
    {
        var serving = rows.Where(r => r.ProductionVersion is not null).Select(r => r.Name).ToList();
        var postures = serving.Count == 0 ? null : await PosturesNow.OfModelsAsync(db, serving, ct);
        return
        [
            .. (await WithDriftAsync(db, rows, ct)).Select(r =>
                postures?.TryGetValue(r.Name, out var posture) is true ? r with { Posture = posture } : r
            ),
        ];
    }

    private static async Task<IReadOnlyList<ModelRow>> WithDriftAsync(GovernanceDbContext db, List<ModelRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return rows;
        }

        var (names, drifts) = (rows.ConvertAll(r => r.Name), DriftRanking.Verdicts);
        var latest = await VersionsInUse
            .NewestWindows(db, names)
            .AsNoTracking()
            .Select(w => new
            {
                w.Model,
                // What drifts comes before what only has a larger number, as the monitors' list has it.
                Psi = db.FeatureDrifts.Any(f => f.Window == w.Id && drifts.Contains(f.Verdict))
                    ? db.FeatureDrifts.Where(f => f.Window == w.Id && drifts.Contains(f.Verdict)).Max(f => f.Psi)
                    : db.FeatureDrifts.Where(f => f.Window == w.Id).Max(f => f.Psi),
            })
            .ToListAsync(ct);
        var worst = latest
            .GroupBy(w => w.Model, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(w => w.Psi), StringComparer.Ordinal);
        return [.. rows.Select(r => worst.TryGetValue(r.Name, out var psi) ? r with { WorstPsi = psi } : r)];
    }

    // NUL reaches no database.
    internal static string Plain(string text) => text.Trim().Replace("\0", "", StringComparison.Ordinal);

    private sealed class Raw
    {
        public required string Name { get; init; }

        public required string DisplayName { get; init; }

        public string? Owner { get; init; }

        public string? OwnerName { get; init; }

        public RiskClass? RiskClass { get; init; }

        public int RiskRank { get; init; }

        public int StageRank { get; init; }

        public string? ProductionVersion { get; init; }

        public int Versions { get; init; }

        public DateTimeOffset? LastDeployment { get; init; }

        public DateTimeOffset RegisteredAt { get; init; }
    }
}
