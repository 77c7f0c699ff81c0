using Governance.EndToEnd.Tests;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;

[assembly: Trait("Needs", "Browser")]
[assembly: AssemblyFixture(typeof(RunningBrowser))]
[assembly: AssemblyFixture(typeof(RunningPortal))]
[assembly: AssemblyFixture(typeof(GalleryPortal))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
// More than builders have processors: a test drives a browser and a server, and in between it waits.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
