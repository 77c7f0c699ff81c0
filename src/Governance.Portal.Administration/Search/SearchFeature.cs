using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Search;

/// <summary>What was found for a text.</summary>
/// <param name="Items">Group by group.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchHit> Items);

/// <summary>Search over everything a person may see.</summary>
public sealed class SearchFeature : IPortalFeature
{
    /// <summary>Adds the read.</summary>
    public void Add(IServiceCollection services) =>
        services.AddSingleton<SearchEverything>().AddSingleton<FindPages>().AddSingleton<IPaletteRunner, PaletteRunner>();

    /// <summary>Maps the endpoint.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) =>
        api.MapGet("/find", SearchAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithTags("Search")
            .WithSummary("Search everything you have access to")
            .WithDescription(
                "Pages and records by ID, name or words of a title, best matches first and at most "
                    + $"{SearchEverything.MaxOfAGroup} of each kind, and the actions you may take: those with an href open a page or its "
                    + $"dialog. Without q: the pages given as recent, up to {SearchEverything.MaxRecent}, if you may see them, and what is "
                    + "waiting for you. Example: ?q=credit"
            )
            .Produces<SearchAnswer>()
            .Refuses(401, 403);

    private static async Task<IResult> SearchAsync(
        string? q,
        [FromQuery] string[]? recent,
        Caller caller,
        SearchEverything search,
        CancellationToken ct
    ) =>
        TypedResults.Ok(
            new SearchAnswer(
                string.IsNullOrWhiteSpace(q) && recent is { Length: > 0 }
                    ? await search.RecentAsync(caller.Actor, recent, ct)
                    : await search.RunAsync(caller.Actor, q, ct)
            )
        );
}
