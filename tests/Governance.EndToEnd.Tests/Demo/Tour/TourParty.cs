using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>Those who walk a tour, each at a browser of their own whose page stays open, and who of them acts now.</summary>
public sealed class TourParty(Func<Task<Person>> arrive)
{
    /// <summary>Set to 1 to put the pictures of the README in place of those in docs/images.</summary>
    public const string PicturesVariable = "GOVERNANCE_TOUR_PICTURES";

    private static readonly bool s_takesPictures = Environment.GetEnvironmentVariable(PicturesVariable) == "1";

    private readonly Dictionary<string, Person> _people = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pictures = new(StringComparer.Ordinal);
    private Person? _who;

    /// <summary>Who acts.</summary>
    public Person Who => _who ?? throw new InvalidOperationException("No one has signed in.");

    public IPage Page => Who.Page;

    public ILocator Main => Page.GetByRole(AriaRole.Main);

    public ApprovalPage Approval => new(Who);

    public Shell Shell => new(Who);

    /// <summary>Everyone who has come so far.</summary>
    public IEnumerable<Person> Everyone => _people.Values;

    /// <summary>The pictures that were due, by name.</summary>
    public IReadOnlySet<string> Pictures => _pictures;

    /// <summary>This person acts from now on; signs in when it is the first time.</summary>
    public async Task<Person> BecomeAsync(string address)
    {
        if (!_people.TryGetValue(address, out var person))
        {
            _people[address] = person = await arrive();
            await new SignInPage(person).OpenAsync();
            await new SignInPage(person).SignInAsync(address);
        }

        return _who = person;
    }

    /// <summary>Opens a page of the menu, whatever its heading.</summary>
    public async Task ChooseAsync(string entry)
    {
        var link = Shell.Menu.GetByRole(AriaRole.Link, new() { Name = entry, Exact = true });
        await link.ClickAsync();
        await Assertions.Expect(link).ToHaveAttributeAsync("aria-current", "page");
        await Who.BeReadyAsync();
    }

    /// <summary>Follows a link of the page by what it is called.</summary>
    public async Task FollowAsync(string link)
    {
        await Main.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();
        await Who.BeReadyAsync();
    }

    /// <summary>Follows the link of the page that leads to a record.</summary>
    public async Task FollowToAsync(string id)
    {
        await Main.Locator($"a[href*='/{id}']").First.ClickAsync();
        await Assertions.Expect(Page.Locator($"main[data-page*='{id}']")).ToBeVisibleAsync();
        await Who.BeReadyAsync();
    }

    /// <summary>Takes the picture of this name when it is wanted, with its charts drawn.</summary>
    public async Task ShootAsync(string name)
    {
        _pictures.Add(name);
        if (!s_takesPictures)
        {
            return;
        }

        await Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.chart-host')].every(host => host.querySelector('svg'))");
        await Page.Mouse.MoveAsync(0, 0);
        var path = Path.Combine(Repository.Root, "docs", "images", name + ".png");
        await Page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
    }
}
