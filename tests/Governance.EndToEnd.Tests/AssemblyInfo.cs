using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;

[assembly: Trait("Needs", "Browser")]
[assembly: AssemblyFixture(typeof(RunningBrowser))]
[assembly: AssemblyFixture(typeof(RunningPortal))]
[assembly: AssemblyFixture(typeof(GalleryPortal))]
// More would only wait for each other: every test drives a browser and a server.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
