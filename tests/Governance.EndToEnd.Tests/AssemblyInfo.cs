using Governance.EndToEnd.Tests;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;

[assembly: Trait("Needs", "Browser")]
[assembly: AssemblyFixture(typeof(RunningBrowser))]
[assembly: AssemblyFixture(typeof(RunningPortal))]
[assembly: AssemblyFixture(typeof(GalleryPortal))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
// Half as many again as builders have processors: a test drives a browser and a server, and waits for them a third of its time.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
