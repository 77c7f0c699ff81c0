using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>Whether the mail server takes a connection and greets, as every mail server does first. No mail is sent.</summary>
internal sealed class MailDoctor(IOptions<NotificationsOptions> options, TimeProvider clock) : IDoctorCheck
{
    private const string Subject = "mail server";
    private const string Ready = "220";
    private const string Check = "Is it the port for mail without implicit TLS (Notifications__Smtp__Port), and is the server well?";

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        yield return smtp.Host.Length == 0 ? DoctorLine.Ok(Subject, "Not configured.") : await ConnectAsync(smtp.Host, smtp.Port, ct);
    }

    private async Task<DoctorLine> ConnectAsync(string host, int port, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(s_wait, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, bound.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is SocketException or OperationCanceledException)
        {
            return DoctorLine.Fail(Subject, $"{host}:{port} cannot be reached. Check Notifications__Smtp__Host and the network.");
        }

        try
        {
            return await GreetingAsync(client.GetStream(), bound.Token) switch
            {
                Ready => DoctorLine.Ok(Subject, $"{host}:{port} accepts connections and greets as a mail server."),
                "" => DoctorLine.Fail(Subject, $"{host}:{port} accepts connections and closes them without a word. {Check}"),
                _ => DoctorLine.Fail(Subject, $"{host}:{port} answers, and not as a mail server that is ready. {Check}"),
            };
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is IOException or OperationCanceledException)
        {
            return DoctorLine.Fail(Subject, $"{host}:{port} accepts connections but sends no greeting. {Check}");
        }
    }

    // RFC 5321, 4.2: three digits, of which a server that is ready says 220. What else it says is not repeated: it may say anything.
    private static async Task<string> GreetingAsync(NetworkStream stream, CancellationToken ct)
    {
        var bytes = new byte[Ready.Length];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return Encoding.ASCII.GetString(bytes, 0, read);
    }
}
