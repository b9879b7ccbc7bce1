using Identity.Server.Mail;
using Identity.Server.Mail.Transport;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace Identity.Server.Pages.DevMail;

/// <summary>Hides these pages where letters are really sent: then there is nothing to see, and nobody to see it.</summary>
internal sealed class MailboxOnly : IResourceFilter
{
    public static bool IsKept(IServiceProvider services) =>
        MailTransportChoice.Of(
            services.GetRequiredService<IOptions<MailOptions>>().Value,
            services.GetRequiredService<IHostEnvironment>().IsDevelopment()
        ) == MailTransport.Mailbox;

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (!IsKept(context.HttpContext.RequestServices))
            context.Result = new NotFoundResult();
    }

    public void OnResourceExecuted(ResourceExecutedContext context) { }
}
