namespace Governance.Portal.Kernel.Api;

/// <summary>Which refusals operations describe.</summary>
public static class RefusedStatuses
{
    /// <summary>Says which refusals an operation may answer.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder builder, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            builder.ProducesProblem(status);
        }

        return builder;
    }
}
