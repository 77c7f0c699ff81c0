using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Governance.Portal.Hosting;

/// <summary>
/// Asks people to wait instead of opening a page for which this node has no room. Pages without a connection, such as that of signing in,
/// and the API are not concerned.
/// </summary>
internal sealed class OpenPagesGate(RequestDelegate next, OpenPages pages)
{
    public Task InvokeAsync(HttpContext context)
    {
        var isOwn = pages.IsFullFor(context.User.ToActor().Person);
        if (
            (isOwn || pages.IsFull)
            && HttpMethods.IsGet(context.Request.Method)
            && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is { Type: var page }
            && !page.IsDefined(typeof(ExcludeFromInteractiveRoutingAttribute), inherit: true)
        )
        {
            context.Response.Redirect(BusyPage.For(context.Request.Path + context.Request.QueryString, isOwn));
            return Task.CompletedTask;
        }

        return next(context);
    }
}
