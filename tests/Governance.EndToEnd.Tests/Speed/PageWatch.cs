using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Speed;

/// <summary>Measures visits and changes of pages.</summary>
internal static class PageWatch
{
    private const string Watch = """
        window.speed = { largestPaint: 0, ready: 0 };
        new PerformanceObserver(list => { for (const entry of list.getEntries()) speed.largestPaint = entry.startTime; })
          .observe({ type: 'largest-contentful-paint', buffered: true });
        new MutationObserver((_, observer) => {
          if (document.querySelector('[data-interactive=true]')) { speed.ready = performance.now(); observer.disconnect(); }
        }).observe(document, { subtree: true, childList: true, attributes: true });
        """;

    // Until nothing has changed for a while, and every chart is drawn.
    private const string Settle = """
        () => new Promise(done => {
          let timer;
          const drawn = () => [...document.querySelectorAll('.chart-host')].every(host => host.querySelector('svg'));
          const wait = () => { clearTimeout(timer); timer = setTimeout(() => drawn() ? end() : wait(), 700); };
          const end = () => { observer.disconnect(); done(); };
          const observer = new MutationObserver(wait);
          observer.observe(document, { subtree: true, childList: true, characterData: true });
          wait();
        })
        """;

    private const string Follow = """
        path => new Promise((done, fail) => {
          const heading = () => document.querySelector('main h1')?.textContent;
          const link = [...document.querySelectorAll('nav[aria-label="Primary"] a')].find(a => new URL(a.href).pathname === path);
          if (!link) { fail(new Error(`There is no entry for ${path}.`)); return; }
          const before = heading();
          const began = performance.now();
          new MutationObserver((_, observer) => {
            const now = heading();
            if (now && now !== before) { observer.disconnect(); done(performance.now() - began); }
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
          link.click();
        })
        """;

    /// <summary>Has every page that this person opens from now on measured.</summary>
    public static Task PrepareAsync(Person person) => person.Context.AddInitScriptAsync(Watch);

    /// <summary>Loads a page and waits until nothing changes on it any more.</summary>
    public static async Task<PageTimes> VisitAsync(Person person, string path)
    {
        await person.Page.GotoAsync(path);
        // The one page without a circuit.
        if (path != "/signin")
        {
            await person.BeReadyAsync();
        }

        await person.Page.EvaluateAsync(Settle);
        return await person.Page.EvaluateAsync<PageTimes>("() => speed");
    }

    /// <summary>The same, with the work that it was for the page's main thread.</summary>
    public static async Task<PageTimes> RecordAsync(Person person, string path)
    {
        var work = await MainThread.RecordAsync(person);
        var times = await VisitAsync(person, path);
        var (blocking, longest) = await work.EndAsync();
        return times with { Blocking = blocking, LongestTask = longest };
    }

    /// <summary>Follows an entry of the menu; how long until the next page has its heading.</summary>
    public static async Task<double> SwitchAsync(Person person, string path)
    {
        var took = await person.Page.EvaluateAsync<double>(Follow, path);
        await person.BeReadyAsync();
        return took;
    }

    /// <summary>Makes the processor of the page so many times slower.</summary>
    public static async Task SlowDownAsync(Person person, int times)
    {
        var session = await person.Context.NewCDPSessionAsync(person.Page);
        await session.SendAsync(
            "Emulation.setCPUThrottlingRate",
            new Dictionary<string, object>(StringComparer.Ordinal) { ["rate"] = times }
        );
    }
}
