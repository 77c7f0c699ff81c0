using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>A component that one feature shows on the pages of another, which does not know it.</summary>
/// <param name="Place">Type of the place on those pages, see <see cref="PagePlaces"/>.</param>
/// <param name="Component">What is shown there.</param>
/// <param name="ParametersOf">Parameters of the component, by the values of the place.</param>
/// <param name="Order">Of several parts in one place the lower one comes first.</param>
public sealed record PagePart(Type Place, Type Component, Func<object, Dictionary<string, object>> ParametersOf, int Order);

/// <summary>Registers parts of pages.</summary>
public static class PageParts
{
    /// <summary>Shows a component wherever a page has this place.</summary>
    /// <typeparam name="TPlace">One of <see cref="PagePlaces"/>.</typeparam>
    /// <typeparam name="TComponent">What is shown there.</typeparam>
    public static IServiceCollection AddPagePart<TPlace, TComponent>(
        this IServiceCollection services,
        Func<TPlace, Dictionary<string, object>>? parametersOf = null,
        int order = 0
    )
        where TComponent : IComponent =>
        services.AddSingleton(new PagePart(typeof(TPlace), typeof(TComponent), place => parametersOf?.Invoke((TPlace)place) ?? [], order));
}
