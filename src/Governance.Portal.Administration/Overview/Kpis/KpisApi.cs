using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>A key figure with its definition.</summary>
/// <param name="Id">Its wire name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Value">The value; null when it is not defined.</param>
/// <param name="Before">The value over the period before; null when it is not defined or not known.</param>
/// <param name="Missing">Why there is no value.</param>
/// <param name="Of">How many records it rests on, or is a count of; null when it is whole by itself.</param>
/// <param name="Unknown">How many of these could not be counted, because nothing is known of them.</param>
/// <param name="Trend">Twelve values, the oldest first; empty when no past is known.</param>
/// <param name="Formula">How it is computed.</param>
/// <param name="Source">From which records.</param>
internal sealed record KpiBody(
    string Id,
    string Name,
    string Unit,
    double? Value,
    double? Before,
    string? Missing,
    int? Of,
    int Unknown,
    IReadOnlyList<double?> Trend,
    string Formula,
    string Source
)
{
    public static KpiBody From(KpiFigure figure)
    {
        var definition = KpiDefinition.Of(figure.Id);
        return new KpiBody(
            WireName.Of(figure.Id),
            definition.Name,
            definition.Unit,
            figure.Value,
            figure.Before,
            figure.Missing,
            figure.Part,
            figure.Unknown,
            figure.Trend,
            definition.Formula,
            definition.Source
        );
    }
}

/// <summary>Key figures of a period.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="To">The instant after it: when they were computed.</param>
/// <param name="Items">The figures.</param>
internal sealed record KpisBody(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<KpiBody> Items);

/// <summary>Key figures over HTTP.</summary>
internal static class KpisApi
{
    /// <summary>Nothing of this name is computed.</summary>
    public static Refusal Unknown { get; } =
        new(
            "kpi.not-found",
            $"There is no such key figure. Available key figures: {string.Join(", ", WireName.All<Kpi>())}.",
            RefusalKind.NotFound
        );

    public static void Map(RouteGroupBuilder api)
    {
        var kpis = api.MapGroup("/kpis").WithTags("Key figures");
        kpis.MapGet("", ReadAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("Read the key figures")
            .WithDescription(
                "Over a period that ends now: 30d, 90d (default), 180d or 365d; for all models, or for those that match model, "
                    + "system and owner. Example: ?period=90d&model=credit-default&system=SYS-0001&owner=USR-0007"
            )
            .Produces<KpisBody>()
            .Refuses(401, 403, 422);
        kpis.MapGet("/{id}/rows", RowsAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("List the records behind a key figure")
            .WithDescription(
                "Newest first or most significant first, for anyone who may read the records themselves. Example: "
                    + "/api/v1/kpis/change-failure-rate/rows?period=90d&limit=50"
            )
            .Produces<ApiPage<KpiRow>>()
            .Refuses(401, 403, 404, 422);
    }

    private static async Task<IResult> ReadAsync([AsParameters] KpiQuery query, ReadKpis read, TimeProvider clock, CancellationToken ct)
    {
        var scope = KpiScope.Read(query, clock.GetLocalNow());
        return scope.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(
                new KpisBody(
                    scope.Value.Period.From,
                    scope.Value.Period.To,
                    [.. (await read.RunAsync(scope.Value, ct)).Select(KpiBody.From)]
                )
            );
    }

    private static async Task<IResult> RowsAsync(
        string id,
        [AsParameters] KpiQuery query,
        [AsParameters] ListQuery list,
        Caller caller,
        ReadKpiRows read,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!WireName.TryParse<Kpi>(id, out var kpi))
        {
            return Unknown.ToProblem();
        }

        var scope = KpiScope.Read(query, clock.GetLocalNow());
        var take = list.TakeAfter();
        if ((scope.Refusal ?? take.Refusal) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var (limit, after) = take.Value;
        if (
            !int.TryParse(
                after ?? "0",
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var skip
            )
        )
        {
            return Cursor.NotOurs.ToProblem();
        }

        var rows = await read.RunAsync(caller.Actor, kpi, scope.Value, skip, limit, ct);
        if (rows.Refusal is { } forbidden)
        {
            return forbidden.ToProblem();
        }

        var page = rows.Value;
        var next = skip + page.Items.Count;
        return TypedResults.Ok(
            new ApiPage<KpiRow>(
                page.Items,
                next < page.Total ? Cursor.Encode(next.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null
            )
        );
    }
}
