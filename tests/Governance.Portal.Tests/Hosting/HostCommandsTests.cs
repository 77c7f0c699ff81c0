using Governance.Portal.Hosting;

namespace Governance.Portal.Tests.Hosting;

public sealed class HostCommandsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("serve", "--help")]
    [InlineData("doctor", "--help")]
    public async Task Question_IsAnswered_AndNothingIsServed(params string[] args)
    {
        var code = await HostCommands.RunAsync(args).WaitAsync(TimeSpan.FromMinutes(1), Ct);

        Assert.Equal(0, code);
    }
}
