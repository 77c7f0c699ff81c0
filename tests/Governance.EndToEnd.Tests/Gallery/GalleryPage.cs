using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>A page, or a state of a page, worth a picture.</summary>
/// <param name="Name">Name of its pictures.</param>
/// <param name="Template">Route template, as the page declares it.</param>
/// <param name="Path">Where it is.</param>
public sealed record GalleryPage(string Name, string Template, string Path)
{
    /// <summary>Who looks at it; no one signed in when null.</summary>
    public string? Viewer { get; init; } = "engineer@demo.example";

    /// <summary>What is done before the picture is taken.</summary>
    public Func<Person, Task>? Prepare { get; init; }

    /// <summary>The page from head to foot; a dialog is shown as it stands in the window.</summary>
    public bool WholePage { get; init; } = true;

    /// <summary>Static pages have no circuit to wait for.</summary>
    public bool IsStatic { get; init; }

    /// <summary>Opens it and does what makes it what it shows.</summary>
    public async Task ShowAsync(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (IsStatic)
        {
            await person.Page.GotoAsync(Path);
        }
        else
        {
            await person.GoAsync(Path);
        }

        if (Prepare is { } prepare)
        {
            await prepare(person);
        }

        // A chart is drawn after its page is there.
        await person.Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.chart-host')].every(host => host.querySelector('svg'))"
        );
    }

    public override string ToString() => Name;
}
