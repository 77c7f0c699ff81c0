namespace Governance.Testing;

/// <summary>The sources that these tests were built from.</summary>
internal static class Checkout
{
    /// <summary>Their folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path in it.</summary>
    public static string Path(params IEnumerable<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("This test runs from a checkout.");
        }

        return folder.FullName;
    }
}
