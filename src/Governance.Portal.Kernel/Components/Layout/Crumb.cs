namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>A page above this one.</summary>
/// <param name="Name">The page in words of the portal; a name or an id is given with <see cref="Named"/>.</param>
/// <param name="Href">Its address.</param>
public sealed record Crumb(string Name, string Href)
{
    /// <summary>True where the name is one that people gave, or an id: it is shown as it is.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>The page of something that has a name or an id of its own.</summary>
    /// <param name="name">Shown as it is: it may be a word of pages by accident.</param>
    /// <param name="href">Its address.</param>
    public static Crumb Named(string name, string href) => new(name, href) { IsNamed = true };
}
