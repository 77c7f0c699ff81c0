namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>Files of the working copy the tests run in.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Sample(params string[] parts) => Path.Combine([Root, "samples", .. parts]);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Governance.Portal.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside a working copy."));
}
