using Governance.Data;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Told, within the action, when models become part of an AI system: by the system's record, or by their own.</summary>
public interface IModelsNamed
{
    /// <summary>These models belong to a system now.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="models">The models, as the action has them.</param>
    /// <param name="ct">Cancels.</param>
    Task NamedAsync(ActionContext context, IReadOnlyList<Model> models, CancellationToken ct);
}

/// <summary>Tells all of them.</summary>
public static class ModelsNamedExtensions
{
    /// <summary>These models belong to a system now; none of them where there is none.</summary>
    public static async Task TellAsync(
        this IEnumerable<IModelsNamed> listeners,
        ActionContext context,
        IReadOnlyList<Model> models,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(listeners);
        foreach (var listener in models.Count == 0 ? [] : listeners)
        {
            await listener.NamedAsync(context, models, ct);
        }
    }
}
