using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Governance.Portal.Tests.Queries;

/// <summary>A page that reads nothing: what it costs to open it, every page costs.</summary>
public abstract class EmptyPage(string heading) : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "h1");
        builder.AddContent(1, heading);
        builder.CloseElement();
    }
}

/// <summary>One of two, so that there is somewhere to go.</summary>
[Route(Address)]
[Authorize]
public sealed class OneEmptyPage() : EmptyPage("One of two")
{
    public const string Address = "/empty/one";
}

/// <summary>The other.</summary>
[Route(Address)]
[Authorize]
public sealed class OtherEmptyPage() : EmptyPage("The other of two")
{
    public const string Address = "/empty/other";
}
