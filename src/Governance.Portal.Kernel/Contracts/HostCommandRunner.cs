using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Runs the body of a host command: builds the services, prepares the installation, words what goes wrong, answers 0, 1 or 2.
/// </summary>
/// <param name="build">Makes the portal with its services.</param>
/// <param name="prepareAsync">Makes what an installation needs: folders, schema, the log's key.</param>
public sealed class HostCommandRunner(Func<WebApplication> build, Func<IServiceProvider, CancellationToken, Task> prepareAsync)
{
    /// <summary>Makes what an installation needs, for a body that looks at it before and after.</summary>
    public Task PrepareAsync(IServiceProvider services, CancellationToken ct) => prepareAsync(services, ct);

    /// <summary>Runs a body with the portal's services.</summary>
    /// <param name="body">Answers the exit code.</param>
    /// <param name="prepare">Migrate and make folders first.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> body, bool prepare, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        string? database = null;
        try
        {
            await using var app = build();
            database = app.Services.GetRequiredService<IConfiguration>().GetConnectionString(ConfigurationServices.ConnectionStringKey);
            using var host = app.Services.GetRequiredService<DataScopeAccessor>().AsHost();
            if (prepare)
            {
                await prepareAsync(app.Services, ct);
            }

            await using var scope = app.Services.CreateAsyncScope();
            return await body(scope.ServiceProvider, ct);
        }
        catch (Exception e) when (StartFaults.Of(e, database) is { } fault)
        {
            // What configuration or the installation is to blame for is one line, without a stack.
            await Console.Error.WriteLineAsync(fault.Sentence);
            return fault.ExitCode;
        }
    }
}
