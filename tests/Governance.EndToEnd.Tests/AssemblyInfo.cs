using Governance.EndToEnd.Tests;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

[assembly: Trait("Needs", "Browser")]
// All of them run in full too: there each page that someone is at work on is judged by all of axe's rules.
[assembly: Trait(Soak.Trait, Soak.Value)]
[assembly: AssemblyFixture(typeof(RunningBrowser))]
[assembly: AssemblyFixture(typeof(RunningPortal))]
[assembly: AssemblyFixture(typeof(GalleryPortal))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
// More than builders have processors: a test drives a browser and a server, and in between it waits.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
