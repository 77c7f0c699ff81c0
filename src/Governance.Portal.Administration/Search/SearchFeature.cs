using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Search;

/// <summary>What was found for a text.</summary>
/// <param name="Items">Group by group.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchHit> Items);

/// <summary>Search over everything a person may see.</summary>
public sealed class SearchFeature : IPortalFeature
{
    /// <summary>Adds the read.</summary>
    public void Add(IServiceCollection services) =>
        services.AddSingleton<SearchEverything>().AddSingleton<PaletteOffers>().AddSingleton<IPaletteRunner, PaletteRunner>();

    /// <summary>Maps the endpoint.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) =>
        api.MapGet("/find", SearchAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithTags("Search")
            .WithSummary("Search everything you may see")
            .WithDescription(
                $"By id, name or words of a title, at most {SearchEverything.MaxOfAGroup} of each kind, and what you may do about it: actions with an href open a page or its dialog. Example: ?q=credit"
            )
            .Produces<SearchAnswer>()
            .Refuses(401, 403);

    private static async Task<IResult> SearchAsync(string? q, Caller caller, SearchEverything search, CancellationToken ct) =>
        TypedResults.Ok(new SearchAnswer(await search.RunAsync(caller.Actor, q, ct)));
}
