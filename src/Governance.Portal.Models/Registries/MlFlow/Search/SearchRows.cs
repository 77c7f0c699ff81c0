using System.Linq.Expressions;
using Governance.Data;
using Governance.Data.Postgres;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>A model as it is searched for.</summary>
internal sealed class ModelHit
{
    public required Model Model { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset Updated { get; init; }
}

/// <summary>A version as it is searched for.</summary>
internal sealed class VersionHit
{
    public required ModelVersion Version { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public string? RunId { get; init; }

    public string? Source { get; init; }
}

/// <summary>Turns filters into queries, of models and versions alike; the database does the work.</summary>
internal static class SearchRows
{
    private const string Escape = "!";

    public static IQueryable<ModelHit> Models(GovernanceDbContext db) =>
        from model in db.Models.AsNoTracking()
        join known in db.MlFlowModels.AsNoTracking() on model.Name equals known.Model into all
        from known in all.DefaultIfEmpty()
        select new ModelHit
        {
            Model = model,
            Name = model.ExternalName ?? model.Name,
            Updated = known == null ? model.RegisteredAt : known.UpdatedAt,
        };

    public static IQueryable<VersionHit> Versions(GovernanceDbContext db) =>
        from version in db.Versions.AsNoTracking()
        join model in db.Models.AsNoTracking() on version.Model equals model.Name
        join known in db.MlFlowVersions.AsNoTracking()
            on new { version.Model, version.Version } equals new { known.Model, known.Version }
            into all
        from known in all.DefaultIfEmpty()
        select new VersionHit
        {
            Version = version,
            Name = model.ExternalName ?? model.Name,
            Updated = known == null ? version.RegisteredAt : known.UpdatedAt,
            RunId = known == null ? null : known.RunId,
            Source = known == null ? null : known.Source,
        };

    public static IQueryable<ModelHit> Filter(GovernanceDbContext db, IQueryable<ModelHit> hits, FilterComparison comparison)
    {
        if (comparison.Field is FilterField.Name)
        {
            return Compare(db, hits, h => h.Name, comparison);
        }

        var models = Compare(
                db,
                db.MlFlowTags.AsNoTracking().Where(t => t.Version == "" && t.Key == comparison.Tag),
                t => t.Value,
                comparison
            )
            .Select(t => t.Model);
        return hits.Where(h => models.Contains(h.Model.Name));
    }

    public static IQueryable<VersionHit> Filter(GovernanceDbContext db, IQueryable<VersionHit> hits, FilterComparison comparison)
    {
        if (comparison.Field is FilterField.Name)
        {
            return Compare(db, hits, h => h.Name, comparison);
        }

        if (comparison.Field is FilterField.Run)
        {
            return Compare(db, hits.Where(h => h.RunId != null), h => h.RunId!, comparison);
        }

        if (comparison.Field is FilterField.Source)
        {
            return Compare(db, hits.Where(h => h.Source != null), h => h.Source!, comparison);
        }

        if (comparison.Field is FilterField.Number)
        {
            return Numbered(hits, comparison.Operator, comparison.Number);
        }

        var tags = Compare(
            db,
            db.MlFlowTags.AsNoTracking().Where(t => t.Version != "" && t.Key == comparison.Tag),
            t => t.Value,
            comparison
        );
        return hits.Where(h => tags.Any(t => t.Model == h.Version.Model && t.Version == h.Version.Version));
    }

    private static IQueryable<T> Compare<T>(
        GovernanceDbContext db,
        IQueryable<T> rows,
        Expression<Func<T, string>> text,
        FilterComparison comparison
    ) =>
        comparison.Operator switch
        {
            FilterOperator.Is => rows.Where(With(text, t => t == comparison.Value)),
            FilterOperator.IsNot => rows.Where(With(text, t => t != comparison.Value)),
            FilterOperator.Like => Like(db, rows, text, comparison.Value),
            FilterOperator.LikeAnyCase => LikeAnyCase(db, rows, text, comparison.Value),
            FilterOperator.OneOf => rows.Where(With(text, t => comparison.Values!.Contains(t))),
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison.Operator, "Texts have no order."),
        };

    private static IQueryable<VersionHit> Numbered(IQueryable<VersionHit> hits, FilterOperator comparison, double number) =>
        comparison switch
        {
            FilterOperator.Is => hits.Where(h => h.Version.Number == number),
            FilterOperator.IsNot => hits.Where(h => h.Version.Number != number),
            FilterOperator.Greater => hits.Where(h => h.Version.Number > number),
            FilterOperator.GreaterOrIs => hits.Where(h => h.Version.Number >= number),
            FilterOperator.Less => hits.Where(h => h.Version.Number < number),
            FilterOperator.LessOrIs => hits.Where(h => h.Version.Number <= number),
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Numbers are not compared like texts."),
        };

    // SQLite's LIKE takes no notice of case; its GLOB does.
    private static IQueryable<T> Like<T>(GovernanceDbContext db, IQueryable<T> rows, Expression<Func<T, string>> text, string value)
    {
        if (db is PostgresGovernanceDbContext)
        {
            var like = Pattern(value);
            return rows.Where(With(text, t => EF.Functions.Like(t, like, Escape)));
        }

        var glob = value
            .Replace("[", "[[]", StringComparison.Ordinal)
            .Replace("*", "[*]", StringComparison.Ordinal)
            .Replace("?", "[?]", StringComparison.Ordinal)
            .Replace('%', '*')
            .Replace('_', '?');
        return rows.Where(With(text, t => EF.Functions.Glob(t, glob)));
    }

    // The database decides about case on both sides: one that knows the case of ASCII alone must not meet a pattern lowered elsewhere.
    private static IQueryable<T> LikeAnyCase<T>(GovernanceDbContext db, IQueryable<T> rows, Expression<Func<T, string>> text, string value)
    {
        return rows.Where(With(text, AnyCase.Like(db, Pattern(value), Escape)));
    }

    // As in SQL, % stands for anything and _ for one character; both databases have an escape of their own, which no one asked for.
    private static string Pattern(string value) => value.Replace(Escape, Escape + Escape, StringComparison.Ordinal);

    private static Expression<Func<T, bool>> With<T>(Expression<Func<T, string>> text, Expression<Func<string, bool>> test) =>
        Expression.Lambda<Func<T, bool>>(new Replace(test.Parameters[0], text.Body).Visit(test.Body), text.Parameters);

    private sealed class Replace(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : base.VisitParameter(node);
    }
}
