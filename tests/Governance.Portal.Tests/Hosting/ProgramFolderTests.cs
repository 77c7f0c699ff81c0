using Governance.Portal.Hosting;

namespace Governance.Portal.Tests.Hosting;

/// <summary>A portal that is started from anywhere has its settings and the files of its pages.</summary>
public sealed class ProgramFolderTests : IDisposable
{
    private readonly string _program = Directory.CreateTempSubdirectory("governance-program-").FullName;
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("governance-elsewhere-").FullName;

    public ProgramFolderTests() => File.WriteAllText(Path.Combine(_program, "appsettings.json"), "{}");

    [Fact]
    public void StartedFromAFolderWithoutSettings_ReadsThoseOfTheProgram() =>
        Assert.Equal(_program, ProgramFolder.Root([], _program, _elsewhere));

    [Fact]
    public void StartedFromAFolderWithSettings_ReadsThose()
    {
        File.WriteAllText(Path.Combine(_elsewhere, "appsettings.json"), "{}");

        Assert.Null(ProgramFolder.Root([], _program, _elsewhere));
    }

    [Theory]
    [InlineData("--contentRoot=/srv/portal")]
    [InlineData("--contentroot=/srv/portal")]
    public void StartedWithAFolderThatIsNamed_LeavesItAlone(string named) => Assert.Null(ProgramFolder.Root([named], _program, _elsewhere));

    public void Dispose()
    {
        Directory.Delete(_program, recursive: true);
        Directory.Delete(_elsewhere, recursive: true);
    }
}
