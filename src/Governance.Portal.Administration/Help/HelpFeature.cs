using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Governance.Portal.Administration.Help;

/// <summary>The documentation, readable and searchable where the product is used.</summary>
public sealed class HelpFeature : IPortalFeature
{
    /// <summary>Adds the handbook.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<Handbook>();
        services.AddSingleton<IPaletteSource, FoundTerms>();
        services.AddFindablePage(new FindablePage("Glossary", "/glossary", "menu_book", null, "terms, definitions, dictionary", "Help"));
        services.AddNavItem(
            new NavItem("Help", "/help", "help", NavGroup.Bottom, 10, Also: "/docs", Words: "documentation, manual, guide")
        );
    }

    /// <summary>Maps the pictures of the documentation.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) =>
        root.MapGet("/docs/images/{name}.png", Picture).RequireAuthorization().ExcludeFromDescription();

    private static Results<FileStreamHttpResult, NotFound> Picture(string name) =>
        Handbook.Picture(name) is { } picture ? TypedResults.Stream(picture, "image/png") : TypedResults.NotFound();
}
