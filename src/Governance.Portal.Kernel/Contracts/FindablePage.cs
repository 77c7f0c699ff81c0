using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// A view of a page, or a dialog or form that begins something, as the command palette finds it. Pages are found without: they name
/// their other words in the table of the menu, those of the administration themselves.
/// </summary>
/// <param name="Name">Its name, in English.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Needs">What its page and, for a dialog, its act take; null for everyone who is signed in.</param>
/// <param name="Words">Other words people look for it by, in English, translated with the rest.</param>
/// <param name="Within">The page it belongs to, in English; empty when it stands by itself.</param>
public sealed record FindablePage(string Name, string Address, string Icon, Permission? Needs, string Words = "", string Within = "")
{
    /// <summary>True for what begins something: it stands among the actions.</summary>
    public bool Begins { get; init; }
}

/// <summary>Registers what the palette finds without asking the database.</summary>
public static class FindablePages
{
    /// <summary>A page, or a tab of one.</summary>
    public static IServiceCollection AddFindablePage(this IServiceCollection services, FindablePage page) => services.AddSingleton(page);

    /// <summary>A dialog or form that begins something.</summary>
    public static IServiceCollection AddFindableAction(
        this IServiceCollection services,
        string name,
        string address,
        string icon,
        Permission needs,
        string words = ""
    ) => services.AddSingleton(new FindablePage(name, address, icon, needs, words) { Begins = true });
}
