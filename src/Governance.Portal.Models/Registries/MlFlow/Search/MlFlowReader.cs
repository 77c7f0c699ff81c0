using System.Globalization;
using System.Linq.Expressions;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>Reads models and versions as MLflow clients see them.</summary>
public sealed class MlFlowReader(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<MlFlowOptions> options)
{
    /// <summary>Most models of a page.</summary>
    internal const int MaxModels = 1_000;

    /// <summary>
    /// What is asked besides where programs load what serves people: by an alias that stands for production or for a share of the traffic,
    /// or by the stage Production.
    /// </summary>
    internal static DecisionReads<string> ReadsOfServing { get; } =
        new DecisionReads<string>("versions loaded to serve by the MLflow facade").Whole<IncidentVersion>().Whole<RetirementVersion>();

    /// <summary>
    /// What an answer of the facade gives out: consumers load what it names, so rows that say otherwise than the log are given to no one.
    /// </summary>
    internal static DecisionReads<GivenOut> Reads { get; } =
        new DecisionReads<GivenOut>("versions given out by the MLflow facade")
            .Anchored<Model>(g => RecordsAsked.Of<Model>(nameof(Model.Name), g.Models))
            .Anchored<ModelVersion>(g => g.Of<ModelVersion>(nameof(ModelVersion.Model), nameof(ModelVersion.Version)))
            .Anchored<ModelAlias>(g => RecordsAsked.Of<ModelAlias>(nameof(ModelAlias.Model), g.Models).OrGoneUnder(g.Models))
            .Anchored<MlFlowModel>(g => RecordsAsked.Of<MlFlowModel>(nameof(MlFlowModel.Model), g.Models))
            .Anchored<MlFlowVersion>(g => g.Of<MlFlowVersion>(nameof(MlFlowVersion.Model), nameof(MlFlowVersion.Version)))
            .Anchored<MlFlowTag>(g => RecordsAsked.Of<MlFlowTag>(nameof(MlFlowTag.Model), g.Models).OrGoneUnder(g.Models))
            .With(ReadsOfServing);

    /// <summary>What is given out.</summary>
    /// <param name="Models">Names of models.</param>
    /// <param name="Versions">
    /// Names of versions; null where the newest of a stage is: another one would be, were the stage of one changed.
    /// </param>
    internal sealed record GivenOut(IReadOnlyList<string> Models, IReadOnlyList<string>? Versions)
    {
        /// <summary>Rows of these versions, or of all of these models, those that are gone too.</summary>
        public RecordsAsked Of<T>(string model, string version)
            where T : class =>
            Versions is null
                ? RecordsAsked.Of<T>(model, Models).OrGoneUnder(Models)
                : RecordsAsked.Of<T>(model, Models).And(version, Versions);
    }

    // What MLflow's own client asks for when nothing is said.
    private const int UsualVersions = 10_000;
    private const int MaxVersions = 200_000;

    /// <summary>The model with a name: that elsewhere first, else that here, else the one whose names differ by capitals alone.</summary>
    internal static Task<Model?> FindAsync(IQueryable<Model> models, string name, CancellationToken ct) =>
        ModelNames.FindAsync(models, name, ct);

    /// <summary>The version with a number, or why there is none.</summary>
    internal static async Task<Result<ModelVersion>> FindAsync(GovernanceDbContext db, string name, int number, CancellationToken ct) =>
        await FindAsync(db.Models, name, ct) is not { } model ? ModelRefusals.NotFound(name)
        : await db.Versions.SingleOrDefaultAsync(v => v.Model == model.Name && v.Number == number, ct) is { } version ? version
        : ModelRefusals.VersionNotFound(name, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>One model.</summary>
    public async Task<Result<RegisteredModelView>> ModelAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await FindAsync(db.Models.AsNoTracking(), name, ct) is not { } model)
        {
            return ModelRefusals.NotFound(name);
        }

        return (
            await MlFlowPictures.ModelsAsync(db, await SearchRows.Models(db).Where(h => h.Model.Name == model.Name).ToListAsync(ct), ct)
        )[0];
    }

    /// <summary>One version.</summary>
    public async Task<Result<RegistryVersionView>> VersionAsync(string name, int number, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindAsync(db, name, number, ct);
        return found.Refusal is { } refusal ? refusal : await VersionAsync(db, found.Value.Model, found.Value.Version, ct);
    }

    /// <summary>The version that has an alias.</summary>
    public async Task<Result<RegistryVersionView>> AliasAsync(string name, string alias, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await FindAsync(db.Models.AsNoTracking(), name, ct) is not { } model)
        {
            return ModelRefusals.NotFound(name);
        }

        if (await db.ModelAliases.AsNoTracking().SingleOrDefaultAsync(a => a.Model == model.Name && a.Alias == alias, ct) is not { } known)
        {
            return ModelRefusals.AliasNotFound(alias);
        }

        return
            (options.Value.IsGated(alias) || options.Value.IsOfShare(alias))
            && await RefusesServingAsync(db, model.Name, [known.Version], ct) is { } held
            ? held
            : await VersionAsync(db, model.Name, known.Version, ct);
    }

    /// <summary>The newest version of each stage asked for; of every stage when none is.</summary>
    internal async Task<Result<IReadOnlyList<RegistryVersionView>>> LatestAsync(
        string name,
        IReadOnlyList<Stage> stages,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await FindAsync(db.Models.AsNoTracking(), name, ct) is not { } model)
        {
            return ModelRefusals.NotFound(name);
        }

        var versions = db.Versions.Where(v => v.Model == model.Name);
        var newest = await versions
            .Where(v => !versions.Any(later => later.Stage == v.Stage && later.Number > v.Number))
            .Select(v => new { v.Stage, v.Version })
            .ToListAsync(ct);
        if (stages.Contains(Stage.Production))
        {
            var serving = newest.Where(v => v.Stage is Stage.Production).Select(v => v.Version);
            if (await RefusesServingAsync(db, model.Name, serving, ct) is { } held)
            {
                return held;
            }
        }

        var names = newest.Where(v => stages.Count == 0 || stages.Contains(v.Stage)).Select(v => v.Version).ToList();
        await Reads.EnsureAsync(db, new GivenOut([model.Name], null), ct);
        var hits = await SearchRows
            .Versions(db)
            .Where(h => h.Version.Model == model.Name && names.Contains(h.Version.Version))
            .OrderBy(h => h.Version.Number)
            .ToListAsync(ct);
        return Result<IReadOnlyList<RegistryVersionView>>.Done(await MlFlowPictures.VersionsAsync(db, hits, ct));
    }

    /// <summary>A page of models.</summary>
    internal async Task<RegisteredModelsAnswer> SearchModelsAsync(MlFlowRequest request, CancellationToken ct)
    {
        var most = request.Most(100, MaxModels);
        var (filter, order, search, skip) = Read(request, SearchTarget.Models);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = SearchRows.Models(db);
        if (!MlFlowPrompts.AreAskedFor(filter))
        {
            (all, filter) = (all.Where(h => !MlFlowPrompts.Names(db).Contains(h.Model.Name)), [.. MlFlowPrompts.Others(filter)]);
        }

        var hits = filter.Aggregate(all, (rows, comparison) => SearchRows.Filter(db, rows, comparison));
        foreach (var part in order)
        {
            hits = part.Field is OrderField.Name ? Then(hits, h => h.Name, part) : Then(hits, h => h.Updated, part);
        }

        var rows = await hits.Skip(skip).Take(most + 1).ToListAsync(ct);
        var page = await MlFlowPictures.ModelsAsync(db, [.. rows.Take(most)], ct);
        return new RegisteredModelsAnswer(page, rows.Count > most ? PageToken.Write(skip + most, search) : null);
    }

    /// <summary>A page of versions.</summary>
    internal async Task<ModelVersionsAnswer> SearchVersionsAsync(MlFlowRequest request, CancellationToken ct)
    {
        var most = Math.Min(UsualVersions, request.Most(UsualVersions, MaxVersions));
        var (filter, order, search, skip) = Read(request, SearchTarget.Versions);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var all = SearchRows.Versions(db);
        if (!MlFlowPrompts.AreAskedFor(filter))
        {
            (all, filter) = (all.Where(h => !MlFlowPrompts.Names(db).Contains(h.Version.Model)), [.. MlFlowPrompts.Others(filter)]);
        }

        var hits = filter.Aggregate(all, (rows, comparison) => SearchRows.Filter(db, rows, comparison));
        foreach (var part in order)
        {
            hits = part.Field switch
            {
                OrderField.Name => Then(hits, h => h.Name, part),
                OrderField.Number => Then(hits, h => h.Version.Number, part),
                OrderField.Created => Then(hits, h => h.Version.RegisteredAt, part),
                OrderField.Updated => Then(hits, h => h.Updated, part),
            };
        }

        var rows = await hits.Skip(skip).Take(most + 1).ToListAsync(ct);
        var page = await MlFlowPictures.VersionsAsync(db, [.. rows.Take(most)], ct);
        return new ModelVersionsAnswer(page, rows.Count > most ? PageToken.Write(skip + most, search) : null);
    }

    // What an incident or a retirement has taken out of use is loaded by no program that starts again meanwhile.
    private static async Task<Refusal?> RefusesServingAsync(
        GovernanceDbContext db,
        string model,
        IEnumerable<string> versions,
        CancellationToken ct
    )
    {
        await ReadsOfServing.EnsureAsync(db, model, ct);
        foreach (var version in versions)
        {
            if (await HeldVersions.OfAsync(db, model, version, ct) is { } held)
            {
                return held;
            }
        }

        return null;
    }

    internal static async Task<RegistryVersionView> VersionAsync(
        GovernanceDbContext db,
        string model,
        string version,
        CancellationToken ct
    ) =>
        (
            await MlFlowPictures.VersionsAsync(
                db,
                await SearchRows.Versions(db).Where(h => h.Version.Model == model && h.Version.Version == version).ToListAsync(ct),
                ct
            )
        )[0];

    // The first part orders, each later one decides what those before leave open.
    private static IOrderedQueryable<T> Then<T, TKey>(IQueryable<T> rows, Expression<Func<T, TKey>> key, OrderPart part) =>
        (rows.Expression.Type.IsAssignableTo(typeof(IOrderedQueryable<T>)), part.Descending) switch
        {
            (true, true) => ((IOrderedQueryable<T>)rows).ThenByDescending(key),
            (true, false) => ((IOrderedQueryable<T>)rows).ThenBy(key),
            (false, true) => rows.OrderByDescending(key),
            (false, false) => rows.OrderBy(key),
        };

    private static (IReadOnlyList<FilterComparison> Filter, IReadOnlyList<OrderPart> Order, string Search, int Skip) Read(
        MlFlowRequest request,
        SearchTarget target
    )
    {
        var (filter, order) = (request.Text("filter"), request.Texts("order_by"));
        var search = $"{filter}\n{string.Join(',', order)}";
        return (
            MlFlowFilter.Parse(filter, target),
            OrderPart.Parse(order, target),
            search,
            PageToken.Read(request.Text("page_token"), search)
        );
    }
}
