using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Governance.Portal.Tests.Components;

/// <summary>
/// bUnit was built against a later AngleSharp.Diffing than the one that can be restored. The versions agree in all we use
/// (we compare roles, names and text, never markup), so the one beside the tests answers for the one asked for.
/// Delete this file when the package source has 1.x.
/// </summary>
internal static class AngleSharpDiffingResolution
{
    [ModuleInitializer]
    internal static void Register() =>
        AssemblyLoadContext.Default.Resolving += (context, wanted) =>
            wanted.Name == "AngleSharp.Diffing"
                ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll"))
                : null;
}
