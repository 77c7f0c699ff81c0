using System.Runtime.CompilerServices;
using Governance.Portal.Tests;
using Governance.Testing;

[assembly: AssemblyFixture(typeof(OpenPortals))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Governance.Portal.Tests;

/// <summary>What holds for the whole run.</summary>
internal static class Beginning
{
    // No test here opens a circuit: those with a browser are in another project.
    [ModuleInitializer]
    internal static void Begin() => SharedWork.SharesHub = true;
}
